package io.relaybackup.engine.crypto;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals bytes and opens what was sealed, as the restic format does: {@code IV || ciphertext || MAC}, that is 16 random
 * bytes, AES-256-CTR from them on, and Poly1305-AES of the ciphertext with the same 16 bytes as nonce.
 *
 * <p>Holds ciphers; one thread at a time.
 */
public final class Seal {

    /** Bytes that a sealed text is longer by. */
    public static final int OVERHEAD = 32;

    private static final int IV = 16;
    private static final int MAC = 16;

    /** One-shot calls of a megabyte run at a tenth of the speed until the JIT has put in the processor's own AES. */
    private static final int STEP = 64 * 1024;

    private final SecretKeySpec encryption;
    private final Cipher counter;
    private final Cipher nonces;
    private final OneTimeAuthenticator authenticator;
    private final byte[] once = new byte[OneTimeAuthenticator.LENGTH];
    private final byte[] iv = new byte[IV];
    private final byte[] mac = new byte[MAC];
    private final SecureRandom random;

    /** Copies what it needs of the key. */
    public Seal(SecretKey key, SecureRandom random) {
        this.random = random;
        this.authenticator = new OneTimeAuthenticator(key.r());
        byte[] secret = key.encryption();
        byte[] k = key.k();
        try {
            encryption = new SecretKeySpec(secret, "AES");
            counter = Cipher.getInstance("AES/CTR/NoPadding");
            nonces = Cipher.getInstance("AES/ECB/NoPadding");
            nonces.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(k, "AES"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES", e);
        } finally {
            Arrays.fill(secret, (byte) 0);
            Arrays.fill(k, (byte) 0);
        }
    }

    /**
     * Seals {@code length} bytes into {@code sealed} from {@code at} on, where {@link #OVERHEAD} more must fit. The two
     * may be the same array when {@code at} is 16 less than {@code from}.
     *
     * @return bytes written
     */
    public int seal(byte[] plain, int from, int length, byte[] sealed, int at) {
        random.nextBytes(iv);
        encrypt(plain, from, length, sealed, at + IV);
        System.arraycopy(iv, 0, sealed, at, IV);
        authenticate(sealed, at + IV, length);
        System.arraycopy(mac, 0, sealed, at + IV + length, MAC);
        return length + OVERHEAD;
    }

    /** Seals all of an array. */
    public byte[] seal(byte[] plain) {
        byte[] sealed = new byte[plain.length + OVERHEAD];
        seal(plain, 0, plain.length, sealed, 0);
        return sealed;
    }

    /**
     * Opens {@code length} sealed bytes into {@code plain} from {@code at} on; writes nothing unless they are
     * authentic.
     *
     * @return bytes written: {@link #OVERHEAD} fewer
     * @throws UnauthenticException when they are not what was sealed with this key
     */
    public int open(byte[] sealed, int from, int length, byte[] plain, int at) throws UnauthenticException {
        if (length < OVERHEAD) {
            throw new UnauthenticException("too short to be sealed: " + length + " bytes");
        }
        int inside = length - OVERHEAD;
        System.arraycopy(sealed, from, iv, 0, IV);
        authenticate(sealed, from + IV, inside);
        byte[] found = Arrays.copyOfRange(sealed, from + IV + inside, from + length);
        if (!MessageDigest.isEqual(mac, found)) {
            throw new UnauthenticException("not authentic: damaged, or sealed with another key");
        }
        encrypt(sealed, from + IV, inside, plain, at);
        return inside;
    }

    /** Opens all of an array. */
    public byte[] open(byte[] sealed) throws UnauthenticException {
        byte[] plain = new byte[Math.max(0, sealed.length - OVERHEAD)];
        open(sealed, 0, sealed.length, plain, 0);
        return plain;
    }

    /** In counter mode the way back is the way there. */
    private void encrypt(byte[] from, int at, int length, byte[] to, int toAt) {
        try {
            counter.init(Cipher.ENCRYPT_MODE, encryption, new IvParameterSpec(iv));
            int done = 0;
            while (length - done > STEP) {
                done += counter.update(from, at + done, STEP, to, toAt + done);
            }
            counter.doFinal(from, at + done, length - done, to, toAt + done);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES refused " + length + " bytes", e);
        }
    }

    private void authenticate(byte[] bytes, int from, int length) {
        try {
            nonces.doFinal(iv, 0, IV, once, 0);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES refused a block", e);
        }
        authenticator.tag(bytes, from, length, once, mac);
    }
}

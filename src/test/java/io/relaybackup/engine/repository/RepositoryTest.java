package io.relaybackup.engine.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.relaybackup.engine.crypto.Scrypt;
import io.relaybackup.engine.storage.FaultyStorage;
import io.relaybackup.engine.storage.MemoryStorage;
import io.relaybackup.engine.storage.Storage;
import io.relaybackup.engine.storage.StorageName;
import io.relaybackup.engine.store.StoreUnavailableException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RepositoryTest {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-23T03:00:00.123456789Z"), ZoneOffset.UTC);
    private static final Scrypt QUICK = new Scrypt(2, 1, 1);

    private final MemoryStorage storage = new MemoryStorage();

    private static byte[] password(String password) {
        return password.getBytes(StandardCharsets.UTF_8);
    }

    private static Repository create(Storage storage) throws IOException {
        return Repository.create(storage, password("secret"), QUICK, "relay", "host", RANDOM, CLOCK);
    }

    private Repository open(String password) throws IOException {
        return Repository.open(storage, password(password), RANDOM, CLOCK);
    }

    @Test
    void isOpenedByItsPasswordAndByNoOther() throws IOException {
        Repository made = create(storage);
        Repository opened = open("secret");
        assertThat(opened.config()).isEqualTo(made.config());
        assertThat(opened.config().version()).isEqualTo(2);
        assertThat(opened.master().isSameAs(made.master())).isTrue();
        assertThatThrownBy(() -> open("Secret")).isInstanceOf(WrongPasswordException.class);
        assertThatThrownBy(() -> open("")).isInstanceOf(WrongPasswordException.class);
    }

    @Test
    void aPlaceWithoutOneSaysSo() {
        assertThatThrownBy(() -> open("secret"))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessage("there is no repository at memory");
    }

    @Test
    void nothingIsMadeWhereOneIsOrWas() throws IOException {
        create(storage);
        assertThatThrownBy(() -> create(storage)).isInstanceOf(FileAlreadyExistsException.class);
        storage.delete(FileKind.CONFIG);
        storage.put(FileKind.INDEX.name(Digest.ofContent(new byte[1])), ByteBuffer.allocate(1));
        assertThatThrownBy(() -> create(storage))
                .isInstanceOf(FileAlreadyExistsException.class)
                .hasMessageContaining("config is missing");
    }

    @Test
    void aMakingThatWasCutShortGoesOnWherever() throws IOException {
        FaultyStorage counting = FaultyStorage.once(new MemoryStorage(), 0);
        create(counting);
        assertThat(counting.calls()).isGreaterThan(5);
        for (int call = 1; call <= counting.calls(); call++) {
            MemoryStorage cut = new MemoryStorage();
            FaultyStorage faulty = FaultyStorage.forEver(cut, call);
            assertThatThrownBy(() -> create(faulty)).isInstanceOf(IOException.class);
            Repository made =
                    Repository.exists(cut) ? Repository.open(cut, password("secret"), RANDOM, CLOCK) : create(cut);
            assertThat(made.keys().list()).as("cut at call " + call).hasSize(1);
        }
    }

    @Test
    void severalPasswordsOpenOneAndTheLastStays() throws IOException {
        Repository repository = create(storage);
        Digest second = repository.keys().add(repository.master(), password("other"), QUICK, "someone", "elsewhere");
        assertThat(open("other").master().isSameAs(repository.master())).isTrue();
        assertThat(repository.keys().get(second).hostname()).isEqualTo("elsewhere");
        assertThat(repository.keys().get(second).created()).isEqualTo(CLOCK.instant());
        repository.keys().remove(repository.key());
        assertThatThrownBy(() -> open("secret")).isInstanceOf(WrongPasswordException.class);
        assertThatThrownBy(() -> repository.keys().remove(second)).isInstanceOf(IllegalStateException.class);
        assertThat(open("other").key()).isEqualTo(second);
    }

    @Test
    void everyDamageToConfigOrKeyIsSeen() throws IOException {
        create(storage);
        for (StorageName name : List.copyOf(storage.bytes().keySet())) {
            byte[] whole = storage.content(name);
            for (int at : new int[] {0, whole.length / 2, whole.length - 1}) {
                byte[] damaged = whole.clone();
                damaged[at] ^= 1;
                storage.bytes().put(name, damaged);
                assertThatThrownBy(() -> open("secret"))
                        .as(name + " at " + at)
                        .isInstanceOf(CorruptRepositoryException.class)
                        .hasMessageContaining(name.value());
            }
            storage.bytes().put(name, whole);
        }
        open("secret").close();
    }

    @Test
    void aDamagedKeyStopsOnlyItsOwner() throws IOException {
        Repository repository = create(storage);
        repository.keys().add(repository.master(), password("other"), QUICK, "someone", "elsewhere");
        StorageName first = FileKind.KEY.name(repository.key());
        storage.bytes().put(first, new byte[] {'{', '}'});
        assertThat(open("other").config()).isEqualTo(repository.config());
        assertThatThrownBy(() -> open("secret")).isInstanceOf(CorruptRepositoryException.class);
    }

    @Test
    void aKeyThatAsksForTooMuchIsRefusedBeforeItCostsAnything() throws IOException {
        create(storage);
        StorageName name = FileKind.KEY.name(open("secret").key());
        String json = new String(storage.content(name), StandardCharsets.UTF_8).replace("\"N\":2", "\"N\":1073741824");
        storage.delete(name);
        byte[] greedy = json.getBytes(StandardCharsets.UTF_8);
        storage.put(FileKind.KEY.name(Digest.ofContent(greedy)), ByteBuffer.wrap(greedy));
        assertThatThrownBy(() -> open("secret"))
                .isInstanceOf(CorruptRepositoryException.class)
                .hasMessageContaining("N=1073741824");
    }

    @Test
    void aVersionThatIsNotKnownIsNamed() {
        byte[] json = RepositoryConfig.random(RANDOM).json();
        String newer = new String(json, StandardCharsets.UTF_8).replace("\"version\":2", "\"version\":3");
        assertThatThrownBy(() -> RepositoryConfig.parse(newer.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(UnknownVersionException.class)
                .hasMessageContaining("version 3");
    }

    @Test
    void documentsComeBackAsTheyWereSaved() throws IOException {
        Repository repository = create(storage);
        for (String json : List.of("{}", "[]", "{\"a\":\"" + "b".repeat(100_000) + "\"}")) {
            byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
            Digest id = repository.files().save(FileKind.SNAPSHOT, bytes);
            assertThat(repository.files().load(FileKind.SNAPSHOT, id)).isEqualTo(bytes);
            assertThat(storage.content(FileKind.SNAPSHOT.name(id)).length).isLessThan(200);
        }
        assertThatThrownBy(() -> repository.files().load(FileKind.SNAPSHOT, Digest.ofContent(new byte[3])))
                .isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void whatDoesNotBelongIsPassedOver() throws IOException {
        Repository repository = create(storage);
        storage.put(new StorageName("keys/not-a-key"), ByteBuffer.allocate(3));
        storage.put(new StorageName("keys/deeper/" + repository.key()), ByteBuffer.allocate(3));
        assertThat(new ArrayList<>(repository.keys().list())).containsExactly(repository.key());
    }
}

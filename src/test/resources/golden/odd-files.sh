#!/usr/bin/env bash
# Makes a folder of every odd file there is: odd-files.sh FOLDER [small]. With "small" nothing has more than 64 KiB.
# What only root may make (devices, strange owners) is left out for others.
set -euo pipefail
umask 022
mkdir -p "$1"
cd "$1"

: >empty
printf 'plain text\n' >text
printf 'x' >one-byte
if [[ ${2:-} != small ]]; then
  # "yes" has no place to cut at, so the chunks are as long as can be; zeros have one everywhere.
  head -c 524288 < <(yes) >yes-512k
  head -c 8388608 < <(yes) >yes-8m
  head -c 8388609 < <(yes) >yes-8m-and-1
  head -c 1048576 /dev/zero >zero-1m
  truncate -s 1M sparse
  printf 'in the middle' | dd of=sparse bs=1 seek=500000 conv=notrunc status=none
fi

mkdir folder folder/below folder/below/deep empty-folder
printf 'linked' >hard-1
ln hard-1 hard-2
ln hard-1 folder/hard-3
printf 'deep' >folder/below/deep/file

printf 'described' >attributes
setfattr -n user.comment -v 'a comment' attributes
setfattr -n user.binary -v 0x00ff80 attributes
setfattr -n user.empty attributes
setfattr -n user.folder -v yes folder

printf '#!/bin/sh\n' >set-uid && chmod 4755 set-uid
printf '#!/bin/sh\n' >set-gid && chmod 2711 set-gid
printf 'nobody' >mode-0 && chmod 0 mode-0
mkdir shared sticky && chmod 2775 shared && chmod 1777 sticky
mkfifo fifo

ln -s text link
ln -s ../elsewhere/not-there dangling
ln -s /absolute/target link-absolute
ln -s $'t\xe4rget <not> "UTF-8"\n\x01\x7f' link-bytes
ln -s $'gr\xc3\xbc\xc3\x9fe \xe2\x80\xa8 <&> "\\\t\b\f' link-utf8

for name in $'new\nline' $'tab\there' 'quote"d' 'back\slash' $'bell\a\b\f\v\r' $'delete\x7f' $'control\x01\x1f' '<less> & more' \
  "single'" ' space ' '-dash' '...' $'latin-\xe9' $'bytes-\xff\xfe\x80' $'half-\xe2\x82' $'surrogate-\xed\xa0\x80' \
  $'overlong-\xc0\xaf' $'too-high-\xf4\x90\x80\x80' $'\xef\xbf\xbd-replacement' $'\xc3\xbcmlaut' $'u\xcc\x88mlaut' \
  $'emoji-\xf0\x9f\x92\xbe' $'line-\xe2\x80\xa8-separator' $'soft-\xc2\xad-hyphen' $'private-\xee\x80\x80' \
  $'private-\xf4\x80\x80\x80' $'byte-\xef\xbb\xbf-order' $'no-break-\xc2\xa0-space' $'newer-\xf0\x9f\xab\xa8' \
  $'newest-\xf0\x9f\xab\xa9' "long-$(printf '%0250d' 0)" ; do
  printf 'odd' >"./$name"
done

if ((EUID == 0)); then
  printf 'nobody knows them' >strangers && chown 12345:54321 strangers
  printf 'highest' >highest && chown 4294967294:4294967294 highest
  { mknod null c 1 3 && mknod loop b 7 300; } 2>/dev/null || rm -f null loop
fi

find . -depth ! -type l -exec touch -h -d '2026-03-29 00:59:59.987654321Z' {} +
touch -h -d '2026-03-29 01:00:00Z' link
touch -d '1969-12-31 23:59:58.5Z' before-1970
touch -d '1960-06-01 12:00:00Z' long-before
touch -d '1901-12-13 20:45:53Z' town-time
touch -d '2100-07-01 00:00:00.1Z' future
touch -d '1970-01-01 00:00:00.000000001Z' first-nanosecond
touch -d '2025-07-01 10:00:00.120Z' folder

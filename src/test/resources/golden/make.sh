#!/usr/bin/env bash
# Made the golden repositories, once; they are never made anew. As root, in a host name of its own:
#   unshare --uts ./make.sh TARGET SOURCE RESTIC-0.14 RESTIC-0.18
# SOURCE is what the backups' absolute paths begin with, and must not exist.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
target=$1 source=$2 old=$3 new=$4
hostname golden
export TZ=Europe/Vienna RESTIC_PASSWORD='golden pässword' RESTIC_CACHE_DIR=/nonexistent

# What is in the source, one line for each entry: see README.md.
record() {
  python3 - "$source" <<'PYTHON'
import base64, hashlib, os, stat, sys, urllib.parse
root = os.fsencode(sys.argv[1])
quoted = lambda raw: urllib.parse.quote_from_bytes(raw, safe="/")
types = {stat.S_IFREG: "file", stat.S_IFDIR: "dir", stat.S_IFLNK: "symlink", stat.S_IFIFO: "fifo",
         stat.S_IFCHR: "chardev", stat.S_IFBLK: "dev"}
inodes = {}
def walk(folder, prefix):
    for name in sorted(os.listdir(folder)):
        path, place = prefix + name, os.path.join(folder, name)
        s = os.lstat(place)
        kind = types[stat.S_IFMT(s.st_mode)]
        first = inodes.setdefault(s.st_ino, path) if kind == "file" else path
        content = "-"
        if kind == "file":
            content = hashlib.sha256(open(place, "rb").read()).hexdigest()
        elif kind == "symlink":
            content = quoted(os.readlink(place))
        elif kind in ("dev", "chardev"):
            content = str(s.st_rdev)
        names = [] if kind == "symlink" else os.listxattr(place, follow_symlinks=False)
        attributes = ",".join(n + "=" + base64.b64encode(os.getxattr(place, n)).decode() for n in names)
        print(quoted(path), kind, "%04o" % stat.S_IMODE(s.st_mode), s.st_uid, s.st_gid, s.st_mtime_ns,
              s.st_size if kind == "file" else 0, quoted(first) if first != path else "-", content, attributes or "-",
              sep="\t")
        if kind == "dir":
            walk(place, path + b"/")
walk(root, b"")
PYTHON
}

make() {
  local program=$1 version=$2 folder=$target/$3 size=${4:-}
  local restic=("$program" --no-cache -q -r "$folder/repository")
  mkdir -p "$folder"
  "${restic[@]}" init --repository-version "$version"
  "${restic[@]}" key add --host golden --user second --new-password-file <(printf 'second password')

  rm -rf "$source"
  "$here/odd-files.sh" "$source" $size
  record >"$folder/first.tsv"
  # Of the folder's content; nothing is above it.
  (cd "$source" && "${restic[@]}" backup --host golden --time '2026-04-01 12:00:00' --tag first .)

  printf 'and one more line\n' >>"$source/text"
  rm -r "$source/folder/below" "$source/hard-2"
  printf 'new' >"$source/new"
  chmod 0600 "$source/one-byte"
  touch -d '2026-04-02 10:00:00.5' "$source"/{text,new,folder} "$source"
  record >"$folder/second.tsv"
  # By absolute path: the folders above are in the tree.
  "${restic[@]}" backup --host golden --time '2026-04-02 12:00:00' --tag second --tag two,tags "$source"

  # Leaves blobs behind that nothing needs.
  printf 'forgotten %s\n' {1..2000} >"$source/forgotten"
  "${restic[@]}" backup --host golden --time '2026-04-03 12:00:00' --tag forgotten "$source"
  "${restic[@]}" forget "$("${restic[@]}" snapshots --tag forgotten --json |
    python3 -c 'import json, sys; print(json.load(sys.stdin)[0]["short_id"])')"
  "${restic[@]}" tag --tag second --add added
  "${restic[@]}" check --read-data
  rm -rf "$source"
}

make "$old" 1 restic-0.14-v1 small
make "$old" 2 restic-0.14-v2
make "$new" 2 restic-0.18-v2

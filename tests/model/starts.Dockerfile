# Programs, and what stands for bases: the C libraries of Debian's releases, glibc without libgcc_s,
# musl, and nothing. Each program is started in each by chroot; /verdicts says which did.
FROM rust:1-slim-bookworm
RUN <<EOF
set -e
# Where this image has its own packages from.
mirror=$(grep -rhoE 'https?://[^ ]+/debian/?( |$)' /etc/apt/sources.list /etc/apt/sources.list.d | head -1)
for suite in bullseye bookworm trixie; do
  echo "deb $mirror $suite main"
done >/tmp/list
apt="apt-get -qq -o Dir::Etc::sourcelist=/tmp/list -o Dir::Etc::sourceparts=/none"
$apt update
get() {
  mkdir -p /bases/$1 /tmp/$1
  # Files of both halves of a merged /usr.
  ln -s usr/lib usr/lib64 /bases/$1/
  mkdir -p /bases/$1/usr/lib /bases/$1/usr/lib64
  cd /tmp/$1
  shift
  $apt download "$@"
  for deb in *.deb; do dpkg-deb --fsys-tarfile $deb | tar -x --keep-directory-symlink -C /bases/${PWD##*/}; done
}
get debian-11 libc6/bullseye libgcc-s1/bullseye
get debian-12 libc6/bookworm libgcc-s1/bookworm
get debian-13 libc6/trixie libgcc-s1/trixie
get glibc-alone libc6/bookworm
get musl musl/bookworm
mkdir /bases/nothing
$apt install --no-install-recommends musl-tools/bookworm >/dev/null
EOF
RUN <<EOF
set -e
mkdir /programs
cd /programs
echo 'fn main() { std::thread::spawn(|| println!("started")).join().unwrap() }' >/tmp/a.rs
rustc -O -o rust-gnu /tmp/a.rs
rustc -O -C target-feature=+crt-static -o rust-static /tmp/a.rs
printf '#include <stdio.h>\nint main(void) { return puts("started") < 0; }\n' >/tmp/a.c
gcc -o c-gnu /tmp/a.c
musl-gcc -o c-musl /tmp/a.c
# Asks for what glibc has since 2.38, and Debian since 13.
printf 'unsigned long strlcpy(char *, const char *, unsigned long);\nint main(void) { char c[9]; return strlcpy(c, "a", 9) != 1; }\n' >/tmp/b.c
gcc -Wl,--allow-shlib-undefined -o c-of-debian-13 /tmp/b.c /bases/debian-13/lib/x86_64-linux-gnu/libc.so.6
for base in /bases/*; do
  for program in *; do
    cp $program $base/program
    if chroot $base /program >/dev/null 2>&1; then starts=yes; else starts=no; fi
    echo "$program ${base##*/} $starts"
  done
done >/verdicts
EOF

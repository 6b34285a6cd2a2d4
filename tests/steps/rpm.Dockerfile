# What stands for Fedora where no registry answers: Debian's dnf over Debian's rpm. Beside it, at
# /srv, a repository with one package, the key that signs the package, and another key.
FROM debian:bookworm-slim
RUN apt-get update && \
    apt-get install -y --no-install-recommends createrepo-c dnf gnupg rpm && \
    mkdir -m 0700 /root/.gnupg && \
    for name in own other; do \
        gpg --batch -q --passphrase '' --quick-gen-key "$name@example.com" rsa2048 sign never && \
        gpg -q --armor --export "$name@example.com" >"/srv/$name.asc" || exit; \
    done
COPY <<'EOF' /srv/hello-own.spec
Name: hello-own
Version: 1
Release: 1
Summary: says hello
License: MIT
BuildArch: noarch
%description
Says hello.
%install
mkdir -p %{buildroot}/usr/share
echo hello >%{buildroot}/usr/share/hello-own
%files
/usr/share/hello-own
EOF
RUN rpmbuild --define '_rpmdir /srv/repo' -bb /srv/hello-own.spec && \
    rpmsign --define '_gpg_name own@example.com' --define '__gpg /usr/bin/gpg' \
        --addsign /srv/repo/noarch/*.rpm && \
    mv /srv/repo/noarch "/srv/repo/$(rpm --eval '%{_arch}')" && \
    createrepo_c /srv/repo/* && \
    mkdir -p /etc/yum.repos.d

//! The files of base images, as far as the image's name says them: which folders hold files, which
//! programs there are, and what the image starts by itself.
//!
//! Sources: the Dockerfiles of the official images of Docker Hub, the build files of
//! <https://github.com/GoogleContainerTools/distroless>, and Debian's policy (9.1: packages put
//! nothing in `/srv`, `/home` and `/usr/local`).

use super::reference::Reference;
use crate::value::path::{is_below, name_of};

/// What a base has at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Held {
    /// Certainly nothing.
    Nothing,
    Folder,
    File,
    /// Perhaps something.
    Unknown,
}

/// The ENTRYPOINT of a base image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OwnStart {
    /// There is no ENTRYPOINT.
    None,
    /// These words, to which CMD's are appended.
    Words(&'static [&'static str]),
    /// A script that starts what CMD says, or gives it to `node`.
    Node,
    /// A script that starts what CMD says.
    Passes,
}

/// What is known of one image's files.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BaseFiles {
    /// The image is empty.
    is_empty: bool,
    /// The system folders hold no programs but those of `programs`.
    is_bare: bool,
    /// The image has few of the folders that distributions have.
    is_tiny: bool,
    /// The names of all its programs are in `NAMES`.
    is_small: bool,
    /// The image is built on Alpine, and so has no bash.
    is_without_bash: bool,
    /// Folders with files, beside those of the system.
    folders: &'static [&'static str],
    programs: &'static [&'static str],
    /// The image's PATH.
    pub(crate) path: &'static str,
    /// The image's WORKDIR.
    pub(crate) workdir: &'static str,
    pub(crate) start: OwnStart,
}

/// The PATH of an image that sets none.
pub(crate) const USUAL_PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// System folders, which a base and its packages put files into.
const OF_SYSTEM: [&str; 15] = [
    "/bin", "/boot", "/dev", "/etc", "/lib", "/lib32", "/lib64", "/libx32", "/proc", "/run",
    "/sbin", "/sys", "/usr", "/var", "/tmp",
];

/// System folders that hold programs alone.
const OF_PROGRAMS: [&str; 4] = ["/bin", "/sbin", "/usr/bin", "/usr/sbin"];

/// Folders that every base but `scratch` has.
const ALWAYS_THERE: [&str; 9] =
    ["/", "/bin", "/dev", "/etc", "/home", "/root", "/tmp", "/usr", "/var"];

/// Folders that every distribution has, and the smallest bases may lack.
const THERE: [&str; 10] =
    ["/lib", "/mnt", "/opt", "/proc", "/run", "/sbin", "/srv", "/sys", "/usr/bin", "/usr/local"];

/// Folders that most distributions have.
const MOSTLY_THERE: [&str; 10] = [
    "/boot",
    "/media",
    "/usr/lib",
    "/usr/local/bin",
    "/usr/local/lib",
    "/usr/local/share",
    "/usr/sbin",
    "/usr/share",
    "/var/lib",
    "/var/log",
];

/// The files of a distribution's image, from which the others differ.
const PLAIN: BaseFiles = BaseFiles {
    is_empty: false,
    is_bare: false,
    is_tiny: false,
    is_small: false,
    is_without_bash: false,
    folders: &[],
    programs: &[],
    path: USUAL_PATH,
    workdir: "/",
    start: OwnStart::None,
};

impl BaseFiles {
    /// `scratch`.
    pub(crate) const EMPTY: Self = Self { is_empty: true, ..PLAIN };

    /// The files of an image by its name; `None` where anything may be in it.
    pub(crate) fn of(image: &str) -> Option<Self> {
        let reference = Reference::of(image);
        if reference.is_distroless() {
            return distroless(&reference);
        }
        let name = reference.of_hub();
        let of_alpine = reference.tag.is_some_and(|tag| tag.contains("alpine"))
            && matches!(name, "golang" | "node" | "python" | "rust");
        let known = Self::official(name)?;
        Some(Self { is_without_bash: of_alpine, ..known })
    }

    /// The files of an official image of Docker Hub.
    fn official(name: &str) -> Option<Self> {
        Some(match name {
            "debian" | "ubuntu" | "alpine" => Self { is_small: true, ..PLAIN },
            "fedora" | "rockylinux" | "almalinux" | "archlinux" => PLAIN,
            "busybox" => Self { is_small: true, is_tiny: true, ..PLAIN },
            "python" => Self { folders: &["/usr/local"], ..PLAIN },
            "ruby" => Self {
                folders: &["/usr/local"],
                path: "/usr/local/bundle/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                ..PLAIN
            },
            "node" => Self {
                folders: &["/usr/local", "/opt", "/home/node"],
                start: OwnStart::Node,
                ..PLAIN
            },
            "golang" => Self {
                folders: &["/usr/local", "/go"],
                path: "/go/bin:/usr/local/go/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                workdir: "/go",
                ..PLAIN
            },
            "rust" => Self {
                folders: &["/usr/local"],
                path: "/usr/local/cargo/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                ..PLAIN
            },
            "eclipse-temurin" => Self {
                folders: &["/opt", "/__cacert_entrypoint.sh"],
                path: "/opt/java/openjdk/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                start: OwnStart::Passes,
                ..PLAIN
            },
            _ => return None,
        })
    }

    /// Whether the image is empty, as `scratch` is.
    pub(crate) fn is_empty(&self) -> bool {
        self.is_empty
    }

    /// What the base has at a path.
    pub(crate) fn at(&self, path: &str) -> Held {
        if self.is_empty {
            // Runtimes put these into a container when it starts.
            let is_given = ["/dev", "/etc", "/proc", "/sys"].iter().any(|of| is_below(of, path));
            return match path {
                "/" => Held::Folder,
                _ if is_given => Held::Unknown,
                _ => Held::Nothing,
            };
        }
        if self.programs.contains(&path) {
            return Held::File;
        }
        if ALWAYS_THERE.contains(&path) || !self.is_tiny && THERE.contains(&path) {
            return Held::Folder;
        }
        // No image puts a program into the first folder of the usual PATH.
        if path.starts_with("/usr/local/sbin/") {
            return Held::Nothing;
        }
        let near = |folder: &&str| is_below(folder, path) || is_below(path, folder);
        if THERE.contains(&path) || MOSTLY_THERE.contains(&path) || self.folders.iter().any(near) {
            return Held::Unknown;
        }
        if self.is_bare && program_of_system(path).is_some() {
            return Held::Nothing;
        }
        match may_be_of_packages(path) {
            true => Held::Unknown,
            false => Held::Nothing,
        }
    }

    /// Whether a program of this name may be in the base's system folders.
    pub(crate) fn may_have(&self, name: &str) -> bool {
        if self.is_without_bash && name == "bash" {
            return false;
        }
        match (self.is_empty || self.is_bare, self.is_small) {
            (true, _) => self.programs.iter().any(|path| path.rsplit('/').next() == Some(name)),
            (false, true) => NAMES.split_ascii_whitespace().any(|known| known == name),
            (false, false) => true,
        }
    }
}

/// The program's name, if the path is directly in one of the system's folders of programs.
pub(crate) fn program_of_system(path: &str) -> Option<&str> {
    let (folder, name) = path.rsplit_once('/')?;
    OF_PROGRAMS.contains(&folder).then_some(name)
}

/// Whether a distribution's packages may put a file there.
pub(crate) fn may_be_of_packages(path: &str) -> bool {
    !is_below("/usr/local", path) && OF_SYSTEM.iter().any(|folder| is_below(folder, path))
}

/// The files of distroless's images from Debian 12 on: older images of Python have a shell.
fn distroless(reference: &Reference<'_>) -> Option<BaseFiles> {
    let name = name_of(reference.repository);
    let (name, release) = name.split_once("-debian").unwrap_or((name, ""));
    if matches!(release, "9" | "10" | "11") {
        return None;
    }
    let bare = BaseFiles { is_bare: true, is_tiny: true, ..PLAIN };
    let bare = match reference.tag.is_some_and(|tag| tag.contains("debug")) {
        true => BaseFiles {
            folders: &["/busybox"],
            path: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/busybox",
            ..bare
        },
        false => bare,
    };
    let language = |programs, words| BaseFiles { programs, start: OwnStart::Words(words), ..bare };
    Some(match name {
        "static" | "base" | "base-nossl" | "cc" | "java-base" => bare,
        // libc-bin is in this image and brings programs of its own.
        "python3" => BaseFiles { is_bare: false, ..language(&PYTHON, &["/usr/bin/python3"]) },
        _ if name.starts_with("nodejs") => language(&["/nodejs/bin/node"], &["/nodejs/bin/node"]),
        _ if name.starts_with("java") => BaseFiles {
            folders: &["/busybox", "/usr/lib/jvm"],
            ..language(&["/usr/bin/java"], &["/usr/bin/java", "-jar"])
        },
        _ => return None,
    })
}

const PYTHON: [&str; 2] = ["/usr/bin/python", "/usr/bin/python3"];

/// The names of all programs in the images of Debian, Ubuntu, Alpine and BusyBox, in one list: what
/// is not in it is in none of them.
const NAMES: &str = "
    [ acpid add-shell addgroup addpart adduser adjtimex agetty apk apt apt-cache apt-cdrom
    apt-config apt-ftparchive apt-get apt-key apt-mark apt-sortpkgs ar arch arp arping ascii ash
    awk b2sum badblocks base32 base64 basename basenc bash bashbug bbconfig bc beep blkdiscard
    blkid blkzone blockdev brctl bunzip2 busybox bzcat bzip2 c_rehash cal captoinfo cat chage chattr chcon
    chcpu chfn chgpasswd chgrp chmem chmod choom chown chpasswd chpst chroot chrt chsh chvt cksum
    clear clear_console cmp comm cp cpan cpan5.36-x86_64-linux-gnu cpgr cpio cppw crc32 csplit
    ctrlaltdel cttyhack cut dash date dc dd deallocvt deb-systemd-helper deb-systemd-invoke
    debconf debconf-apt-progress debconf-communicate debconf-copydb debconf-escape
    debconf-set-selections debconf-show debugfs delgroup delpart deluser depmod devmem df
    dhcprelay diff diff3 dir dircolors dirname dmesg dnsd dnsdomainname domainname dos2unix dpkg
    dpkg-deb dpkg-divert dpkg-fsys-usrunmess dpkg-maintscript-helper dpkg-preconfigure dpkg-query
    dpkg-realpath dpkg-reconfigure dpkg-split dpkg-statoverride dpkg-trigger du dumpe2fs dumpkmap
    dumpleases e2freefrag e2fsck e2image e2label e2mmpstatus e2scrub e2scrub_all e2undo e4crypt
    e4defrag echo ed egrep eject enc2xs encguess env envdir expand expiry expr factor faillock
    faillog fakeidentd fallocate false fatattr fbset fbsplash fdisk fgconsole fgrep filefrag
    fincore find findfs findmnt findrule flash_eraseall flock fmt fold free freeramdisk fsck
    fsck.cramfs fsck.ext2 fsck.ext3 fsck.ext4 fsck.minix fsfreeze fstab-decode fstrim ftpd ftpget
    ftpput getconf getent getopt getty gpasswd gpgv gpgv-sq grep groupadd groupdel groupmems
    groupmod groups grpck grpconv grpunconv gunzip gzexe gzip h2ph h2xs halt hardlink hd head
    hexdump hostid hostname httpd hwclock i2cdetect i2cdump i2cget i2cset i2ctransfer i386 iconv
    iconvconfig id ifconfig ifdown ifup inetd infocmp infotocap init inotifyd insmod install
    installkernel instmodsh invoke-rc.d ionice iostat ip ipaddr ipcalc ipcmk ipcrm ipcs iplink
    ipneigh iproute iprule iptunnel ischroot isosize join json_pp kbd_mode kill killall killall5
    klogd last lastb lastlog ld.so ldattach ldconfig ldd less libnetcfg link linux32 linux64
    linuxrc ln loadfont loadkmap locale localedef logger login logname logread logsave losetup lpd
    lpq lpr ls lsattr lsblk lscpu lsfd lsipc lsirq lslocks lslogins lsmem lsmod lsns lspci lsscsi
    lsusb lto-dump lzcat lzma lzop makemime man mawk mcookie md5sum md5sum.textutils mdev mdu mesg
    microcom mim mkdir mkdosfs mke2fs mkfifo mkfs mkfs.bfs mkfs.cramfs mkfs.ext2 mkfs.ext3
    mkfs.ext4 mkfs.minix mkfs.vfat mkhomedir_helper mklost+found mknod mkpasswd mkswap mktemp
    modinfo modprobe more mount mountpoint mt mv namei nameif nanddump nandwrite nawk nbd-client
    nc netstat newgrp newusers nice nisdomainname nl nmeter nohup nologin nproc nsenter nslookup
    ntpd nuke numfmt od openssl openvt pager pam-auth-update pam_getenv pam_namespace_helper
    pam_timestamp_check partprobe partx passwd paste patch pathchk pebble perl
    perl5.36-x86_64-linux-gnu perl5.36.0 perlbug perldoc perlivp perlthanks pgrep piconv pidof
    ping ping6 pinky pipe_progress pivot_root pkill pl2pm pldd pmap pod2html pod2man pod2text
    pod2usage podchecker popmaildir poweroff powertop pr printenv printf prlimit prove ps pscan
    pstree ptx pwck pwconv pwd pwhistory_helper pwunconv raidautorun rbash rcp rdate readlink
    readprofile realpath reboot reformime remove-shell rename.ul renice reset resize2fs resizepart
    resume rev rgrep rm rmdir rmmod rmt rmt-tar route rpm rpm2cpio rtcwake run-init run-parts
    runcon runsv runsvdir runuser rx savelog script scriptlive scriptreplay sdiff sed seedrng
    sendmail seq service setarch setfattr setfont setkeycodes setlogcons setpriv setsid setterm
    setuidgid sg sh sha1sum sha224sum sha256sum sha384sum sha3sum sha512sum shadowconfig shasum
    showkey shred shuf slattach sleep smemcap softlimit sort splain split ssl_client
    start-stop-daemon stat stdbuf streamzip strings stty su sulogin sum sv svc svok swaplabel
    swapoff swapon switch_root sync sysctl syslogd tabs tac tail tar tarcat taskset tcpsvd tee
    telnet telnetd tempfile test tftp tftpd tic time timeout toe top touch tput tr traceroute
    traceroute6 tree true truncate ts tset tsort tty tunctl tune2fs tzselect ubiattach ubidetach
    ubimkvol ubirename ubirmvol ubirsvol ubiupdatevol uclampset udhcpc udhcpc6 udhcpd udpsvd
    uevent umount uname uncompress unexpand uniq unix2dos unix_chkpwd unix_update unlink unlzma
    unminimize unshare unxz unzip update-alternatives update-ca-certificates update-passwd
    update-rc.d update-shells uptime useradd userdel usermod users usleep utmpdump uudecode
    uuencode vconfig vdir vi vigr vipw vlock volname w wall watch watchdog wc wdctl wget whereis
    which which.debianutils who whoami whois wipefs x86_64 xargs xsubpp xxd xz xzcat yes
    ypdomainname zcat zcip zcmp zdiff zdump zegrep zfgrep zforce zgrep zic zipdetails zless zmore
    znew zramctl
";

#[cfg(test)]
mod tests;

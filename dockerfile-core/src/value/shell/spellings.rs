//! Each spelling of a program, a verb, an option and a word of the grammar that the tables of shell text
//! hold, with the rules that it breaks.

use super::commands::{broken, unpacks};
use super::removals::{removes, script_of};
use super::{facts, first_program, is_posix, is_reserved, knows_pipefail, readable};

fn rules(text: &str) -> Vec<&'static str> {
    broken(text.as_bytes()).rules().map(|(rule, _)| rule).collect()
}

/// Commands with a `?`, what stands there, and the rules that each of them breaks.
#[rustfmt::skip]
const COMMANDS: &[(&str, &[&str], &[&str])] = &[
    ("apt-get ? install --no-install-recommends a", &["-y", "--yes", "--assume-yes", "-qq", "-yq"], &["DL3008"]),
    ("apt-get ? install --no-install-recommends a", &["-q", "-n", "--y"], &["DL3008", "DL3014"]),
    ("apt-get -y ? install a", &["--no-install-recommends", "-o APT::Install-Recommends=false"], &["DL3008"]),
    ("apt-get -y ? install a", &["--install-recommends", "-o APT::Install-Recommends=true"], &["DL3008", "DL3015"]),
    ("apt-get ?", &["update"], &["DL3009"]),
    ("apt-get ?", &["upgrade", "remove a", "install-a", "purge install"], &[]),
    ("apt ?", &["install a", "list"], &["DL3027"]),
    ("apk ?", &["add --no-cache a", "--no-cache add a"], &["DL3018"]),
    ("apk ?", &["add a", "-q add a"], &["DL3018", "DL3019"]),
    ("apk ?", &["del a", "update"], &[]),
    ("dnf -y ?", &["install", "groupinstall", "localinstall", "reinstall", "module install", "group install", "update", "upgrade", "upgrade-minimal"], &["DL3041", "DL3040"]),
    ("microdnf -y ?", &["install", "update"], &["DL3041", "DL3040"]),
    ("microdnf ?", &["install", "update"], &["DL3041", "DL3038", "DL3040"]),
    ("dnf ? install a", &["-y", "--assumeyes", "--yes"], &["DL3041", "DL3040"]),
    ("dnf ? install a", &["-q", "-n"], &["DL3041", "DL3038", "DL3040"]),
    ("dnf ? install a", &["group", "module"], &["DL3041", "DL3038", "DL3040"]),
    ("dnf ?", &["-y remove a", "clean all", "module enable a:1", "-y module reset a", "group list"], &[]),
    ("yum -y ?", &["install", "groupinstall", "localinstall", "reinstall", "module install", "group upgrade", "update", "upgrade"], &["DL3033", "DL3032"]),
    ("yum ? install a", &["--assumeyes", "--yes"], &["DL3033", "DL3032"]),
    ("zypper -n ?", &["install a", "in a"], &["DL3037", "DL3036"]),
    ("zypper ?", &["install a", "in a"], &["DL3037", "DL3034", "DL3036"]),
    ("zypper ?", &["remove a", "rm a", "patch", "source-install a", "si a"], &["DL3034"]),
    ("zypper ? rm a", &["-n", "--non-interactive", "-y", "--no-confirm"], &[]),
    ("zypper ?", &["dist-upgrade", "dup"], &["DL3035"]),
    ("zypper ?", &["update", "clean"], &[]),
    ("? install a", &["pip", "pip2", "pip3", "pip3.11", "/opt/bin/pip3.12", "pipx", "python -m pip", "python3.11 -m pip"], &["DL3013", "DL3042"]),
    ("? install a", &["pipenv", "pip-tools", "pipz"], &[]),
    ("pip install --no-cache-dir ?", &["a", "a@latest", "--upgrade a", "a==1 b", "a=1", "a~1", "a!1", "a@1", "a:1", "..", "git+https://h/a"], &["DL3013"]),
    ("pip install --no-cache-dir ?", &["a==1", "'a<1'", "'a>1'", "a~=1", "a!=1", "a===1", "'a[b]>=1,<2'", "git+https://h/a@v1"], &[]),
    ("pip install --no-cache-dir ?", &[".", "a/", "a/b", "dist/*.whl", "a.whl", "https://h/a.zip", "'a @ https://h/a.zip'"], &[]),
    ("pip install --no-cache-dir ?", &[".[a]", "-e '.[a,b]'"], &["DL3013"]),
    ("pip install --no-cache-dir ?", &["-r a", "--requirement a", "--requirement=a", "-c a b", "--constraint a b"], &[]),
    ("pip install --no-cache-dir ?", &["./a", "/a", "a.tar.gz"], &[]),
    ("npm ? a", &["install", "i", "add"], &["DL3016"]),
    ("npm install ?", &["a@1", "@a/b@1", "./a", "~/a", "a.tgz", "git+https://h/a.git#v1"], &[]),
    ("npm install ?", &["a@latest", "@a/b", "a:1"], &["DL3016"]),
    ("gem ? a", &["install", "i"], &["DL3028"]),
    ("gem install ?", &["a:1", "a -v 1", "a --version 1", "a --version=1"], &[]),
    ("gem install ?", &["a", "./a.gem", "a -v1"], &["DL3028"]),
    ("yarn ?", &["install"], &["DL3060"]),
    ("yarn ?", &["add a", "build"], &[]),
    ("go ? a/b", &["install", "get", "run"], &["DL3062"]),
    ("go ? a/b", &["build", "test", "mod"], &[]),
    ("go install ?", &["a/b@v1", "./a"], &[]),
    ("go install ?", &["a/b@latest", "a/b@none"], &["DL3062"]),
    ("builtin ?", &["cd a"], &["DL3003"]),
    ("useradd ? a", &["-l", "--no-log-init", "-rl"], &[]),
    ("useradd ? a", &["-r", "--system"], &["DL3046"]),
    ("? a", &["free", "kill", "mount", "ps", "service", "shutdown", "ssh", "top", "vim", "/bin/ps"], &["DL3001"]),
    ("? a", &["umount", "pstree", "sshd", "nginx"], &[]),
    ("wget ? a", &["-q", "--quiet", "-nv", "--no-verbose", "--progress=dot", "-o b", "--output-file=b"], &["wget"]),
    ("wget ? a", &["-a b", "--append-output=b", "-qO-"], &["wget"]),
    ("wget ? a", &["-O b", "-c", "--timeout=1"], &["DL3047", "wget"]),
    ("ln -s ?", &["a /bin/sh", "/bin/sh a"], &["DL4005"]),
    ("ln -s ?", &["a /bin/shell", "a b"], &[]),
    ("curl ?", &["a", "-O a"], &["curl"]),
    ("sudo ?", &["a", "-u b c"], &["DL3004"]),
    // A program that runs another, and what else may stand in front of that.
    ("? ps", &["env", "exec", "command", "nohup", "nice", "busybox", "xargs", "setsid", "eval", "timeout", "stdbuf", "time"], &["DL3001"]),
    ("env ? ps", &["env", "exec", "command", "nohup", "nice", "busybox", "xargs", "setsid", "eval", "timeout", "stdbuf", "time"], &["DL3001"]),
    ("timeout ? ps", &["5", "5s", "5m", "5h", "5d", "1.5m", "-k 3 5", "{}"], &["DL3001"]),
    ("timeout ? ps", &["5x", "s", "a"], &[]),
    ("env ? ps", &["A=b", "A+=b", "_A1=b", "-i"], &["DL3001"]),
    ("? ps", &["A=b", "A+=b", "_A1=b", "A=b B=c", ">a", "2>&1", "</a", "&>a", ">|a"], &["DL3001"]),
    ("? ps", &["1A=b", "A-=b", "A+b", "=b", "echo"], &[]),
    ("? -c 'ps'", &["sh", "ash", "bash", "dash", "zsh", "ksh", "/bin/sh", "bash -e", "env sh", "sh -x", "bash --norc"], &["DL3001"]),
    ("? -c 'ps'", &["python", "fish", "node", "shc"], &[]),
    ("sh ? 'ps'", &["-c", "-ec", "-xec"], &["DL3001"]),
    ("sh ? 'ps'", &["-e", "c", "-cx"], &[]),
    ("python ? pip install a", &["-x", "pip"], &[]),
    // Where a command begins.
    ("a? ps", &[";", " &", " &&", " ||", " |", " |&", "\n"], &["DL3001"]),
    ("if ?; fi", &["ps; then a", "a; then ps", "a; then b; elif ps; then c", "a; then b; else ps"], &["DL3001"]),
    ("?; done", &["while ps; do a", "until ps; do a", "while a; do ps", "for a in b; do ps"], &["DL3001"]),
    ("?", &["! ps", "{ ps; }", "(ps)", "f() { ps; }", "function f { ps; }", "$(ps)", "`ps`", "\"$(ps)\""], &["DL3001"]),
    ("case a in ? esac", &["b) ps;;", "b) ps;& c) d;;", "b) ps;", "(b) ps;;", "b|c) ps;;"], &["DL3001"]),
    ("case a in ? esac", &["ps) b;;", "b|ps) c;;", "b) c;; ps) d;;"], &[]),
    ("?", &["a=(ps)", "[[ ps ]]", "[[ a && ps ]]", "for ps in a; do b; done", "ps() { a; }", "a >ps", "a 2>>ps"], &[]),
];

#[test]
fn each_spelling_of_a_command_is_known() {
    for (command, spellings, found) in COMMANDS {
        for spelling in *spellings {
            let text = command.replacen('?', spelling, 1);
            assert_eq!(rules(&text), *found, "{text}");
        }
    }
}

#[test]
fn each_shell_is_known() {
    for (program, posix, pipefail) in [
        ("sh", true, false),
        ("dash", true, false),
        ("busybox", true, false),
        ("posh", true, false),
        ("rbash", true, false),
        ("yash", true, false),
        ("bash", true, true),
        ("ash", true, true),
        ("zsh", true, true),
        ("ksh", true, true),
        ("mksh", true, true),
        ("/bin/dash", true, false),
        ("/usr/bin/bash", true, true),
        ("fish", false, false),
        ("python3", false, false),
        ("bash5", false, false),
    ] {
        assert_eq!((is_posix(program), knows_pipefail(program)), (posix, pipefail), "{program}");
    }
}

#[test]
fn each_word_of_the_grammar_is_known() {
    for word in [
        "case", "esac", "for", "function", "in", "select", "!", "{", "}", "if", "then", "elif",
        "else", "fi", "while", "until", "do", "done", "time",
    ] {
        assert!(is_reserved(word), "{word}");
    }
    for word in ["If", "ifs", "test", "[", "[[", "true", ""] {
        assert!(!is_reserved(word), "{word}");
    }
    for (text, program) in [
        ("make install", Some("make")),
        ("/usr/bin/x-y_z.1+a b", Some("/usr/bin/x-y_z.1+a")),
        ("A=b make", Some("make")),
        ("for a in b; do c; done", None),
        ("select a in b; do c; done", None),
        ("\"$A\" b", None),
        ("a$B", None),
        ("", None),
    ] {
        assert_eq!(first_program(text), program, "{text}");
    }
}

#[test]
fn each_way_to_remove_is_known() {
    for text in [
        "rm /a",
        "rmdir /a",
        "unlink /a",
        "shred /a",
        "/bin/rm /a",
        "find /a -delete",
        "find /a -exec rm {} +",
        "find /a -execdir rm {} +",
        "find /a -ok rm {} ;",
        "find /a -okdir rm {} ;",
        "xargs -r rm",
        "sudo rm /a",
        "timeout 5 rm /a",
        "env A=b rm /a",
    ] {
        assert!(removes(&text.split(' ').collect::<Vec<_>>()), "{text}");
    }
    for text in [
        "ls /a",
        "norm /a",
        "find /a",
        "find /a -print",
        "find /a -exec cat {} +",
        "rm.sh /a",
        "echo rm /a",
        "xargs",
        "",
    ] {
        assert!(!removes(&text.split(' ').collect::<Vec<_>>()), "{text}");
    }
    for (text, at) in [
        ("sh -c a", Some(2)),
        ("bash -ec a b", Some(2)),
        ("sh -x -c a", Some(3)),
        ("bash --norc -c a", Some(3)),
        ("env sh -c a", Some(3)),
        ("sh -c", None),
        ("sh c a", None),
        ("python -c a", None),
    ] {
        assert_eq!(script_of(&text.split(' ').collect::<Vec<_>>()), at, "{text}");
    }
}

#[test]
fn each_way_to_unpack_is_known() {
    for program in [
        "unzip",
        "gunzip",
        "bunzip2",
        "unlzma",
        "unxz",
        "zgz",
        "uncompress",
        "zcat",
        "/usr/bin/unzip",
        "tar x",
        "tar xzf",
        "tar -x",
        "tar -C /b -xf",
        "tar --extract -f",
        "tar --get -f",
        "a; tar xf",
        "a | tar xf",
    ] {
        let text = format!("{program} /tmp/a.tgz");
        assert!(unpacks(text.as_bytes(), b"a.tgz"), "{text}");
        assert!(!unpacks(text.as_bytes(), b"b.tgz"), "{text}");
    }
    for program in [
        "tar t",
        "tar -tf",
        "tar --exclude=x -tf",
        "tar cf x",
        "tar -cf x",
        "tar -tf /x",
        "zip",
        "unzip x;",
        "unzip x |",
        "tar xf x\n",
        "cat",
    ] {
        let text = format!("{program} /tmp/a.tgz");
        assert!(!unpacks(text.as_bytes(), b"a.tgz"), "{text}");
    }
}

#[test]
fn one_command_is_single_whatever_its_words_hold() {
    for text in ["a", "a 'b\nc'", "a # b", "a \\\n b", "a $'b'", "! a", "A=b c", "a <b >c"] {
        assert!(facts(text.as_bytes()).single, "{text:?}");
    }
    for text in
        ["", "a; b", "a &", "A=b", "a | b", "a $(b)", "a\nb", "a\n", "(a)", "a 'b", "a && b"]
    {
        assert!(!facts(text.as_bytes()).single, "{text:?}");
    }
}

#[test]
fn what_is_open_at_the_end_is_seen() {
    for text in [
        "a",
        "a\\ b",
        "a 'b' \"c\" $(d) `e` ${f} $((1))",
        "a <<E\nE",
        "(a)",
        "case a in esac",
        "[[ a ]]",
    ] {
        assert!(facts(text.as_bytes()).whole, "{text:?}");
        assert_eq!(readable(text), Some(text));
    }
    for text in [
        "a 'b",
        "a \"b",
        "a $(b",
        "a `b",
        "a ${b",
        "a $((1",
        "a <<E",
        "a <<E\nF",
        "a \\",
        "(a",
        "case a in",
        "[[ a",
        "a=(b",
        "a $'b",
        "a <<",
    ] {
        assert!(!facts(text.as_bytes()).whole, "{text:?}");
        assert_eq!(readable(text), None, "{text:?}");
    }
    // A bracket that closes nothing ends what is read.
    assert_eq!((readable("a)"), readable("a 'b)'; c) d")), (Some("a"), Some("a 'b)'; c")));
    let documents = |count: usize| format!("a{}\n{}", " <<E".repeat(count), "E\n".repeat(count));
    assert!(facts(documents(8).as_bytes()).whole && !facts(documents(9).as_bytes()).whole);
    let nested = |count: usize| format!("{}a{}", "(".repeat(count), " )".repeat(count));
    assert!(facts(nested(63).as_bytes()).whole && !facts(nested(64).as_bytes()).whole);
    // A `|` in a text that is not understood may be a pipe.
    assert!(facts(b"a | b 'c").pipes && facts(b"'a | b").pipes && !facts(b"a 'c").pipes);
}

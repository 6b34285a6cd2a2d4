//! Programs that go to the background where they are started as a container's first process: that
//! process ends, and the container with it.
//!
//! Sources: each program's manual. A program whose configuration may keep it in the foreground is
//! not listed: `supervisord`, `dnsmasq`, `vsftpd`. Of nginx the caller knows the configuration.

use super::filesystem::Filesystem;
use crate::program::instruction::{Instruction, RunForm};
use crate::program::reference::Reference;
use crate::value::path::{is_below, name_of, parent};

/// What sends a program to the background.
enum Way {
    /// One of these options, perhaps with `=value`.
    By(&'static [&'static str]),
    /// One of these first words.
    Verb(&'static [&'static str]),
    /// Nothing: the program goes there unless it has one of these letters among its options, or one
    /// of these long options.
    Unless(&'static str, &'static [&'static str]),
}

/// Programs, what sends them to the background, and what starts them in the foreground.
#[rustfmt::skip]
const PROGRAMS: &[(&[&str], Way, &str)] = &[
    (&["gunicorn", "unicorn", "unicorn_rails"], Way::By(&["-D", "--daemon", "--daemonize"]), ""),
    (&["uwsgi"], Way::By(&["-d", "--daemonize", "--daemonize2"]), ""),
    (&["celery"], Way::By(&["-D", "--detach"]), ""),
    (&["celery"], Way::Verb(&["multi"]), "`celery worker`"),
    (&["rails"], Way::By(&["-d", "--daemon"]), ""),
    (&["mongod", "mongos"], Way::By(&["--fork"]), ""),
    (&["memcached"], Way::By(&["-d", "--daemon"]), ""),
    (&["haproxy"], Way::By(&["-D"]), ""),
    (&["mysqld", "mariadbd"], Way::By(&["--daemonize"]), ""),
    (&["php-fpm"], Way::By(&["-D", "--daemonize"]), ""),
    (&["catalina.sh"], Way::Verb(&["start"]), "`catalina.sh run`"),
    (&["forever"], Way::Verb(&["start"]), "`forever` without `start`"),
    (&["postfix"], Way::Verb(&["start"]), "`postfix start-fg`"),
    (&["pg_ctl"], Way::Verb(&["start"]), "`postgres`"),
    (&["apachectl", "apache2ctl"], Way::Verb(&["start", "restart"]), "`apachectl -DFOREGROUND`"),
    (&["apache2", "httpd"], Way::Unless("DLMSXfil", &[]), "`-DFOREGROUND`"),
    (&["sshd"], Way::Unless("DditTG", &[]), "`-D`"),
    (&["cron"], Way::Unless("f", &[]), "`-f`"),
    (&["crond"], Way::Unless("fnd", &[]), "`-f`, of cronie `-n`"),
    (&["rsyslogd"], Way::Unless("nN", &[]), "`-n`"),
    (&["named"], Way::Unless("fg", &[]), "`-f`"),
    (&["slapd"], Way::Unless("dT", &[]), "`-d 0`"),
    (&["smbd", "nmbd"], Way::Unless("Fi", &["--foreground", "--interactive"]), "`--foreground`"),
    (&["squid"], Way::Unless("Nzk", &["--foreground"]), "`--foreground`"),
    (&["varnishd"], Way::Unless("FdCxI", &[]), "`-F`"),
];

/// What starts a program in the foreground, and the word that sends it to the background, if one
/// does.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Leaves<'w> {
    pub(super) by: Option<&'w str>,
    pub(super) instead: &'static str,
}

/// How a program with its arguments goes to the background; `None` if it may stay.
/// `is_as_packaged` says that nginx has the configuration of its package.
pub(super) fn leaves<'w>(
    words: &[&'w str],
    is_as_packaged: impl Fn() -> bool,
) -> Option<Leaves<'w>> {
    let (program, arguments) = words.split_first()?;
    if starts_service(program, arguments) {
        return Some(Leaves { by: None, instead: "the program itself, in the foreground" });
    }
    // The program says something and ends.
    let ends =
        |word: &&str| matches!(*word, "-h" | "--help" | "-v" | "-V" | "--version" | "-t" | "-T");
    if arguments.iter().any(ends) {
        return None;
    }
    match (name_of(program), arguments) {
        ("pm2", ["start" | "restart", rest @ ..]) => {
            let stays = rest.iter().any(|word| matches!(*word, "--no-daemon" | "--attach"));
            return (!stays).then_some(Leaves { by: None, instead: "`pm2-runtime`" });
        }
        ("redis-server" | "valkey-server", [.., "--daemonize", "yes"]) => {
            return Some(Leaves { by: Some("--daemonize"), instead: "" });
        }
        ("nginx", _) => {
            let says =
                |word: &&str| word.contains("daemon") || word.starts_with(['-']) && *word != "-g";
            let is_said = arguments.iter().any(says);
            let instead = "`\"-g\", \"daemon off;\"`";
            return (!is_said && is_as_packaged()).then_some(Leaves { by: None, instead });
        }
        _ => {}
    }
    let name = name_of(program).trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    let rows = PROGRAMS.iter().filter(|(names, ..)| names.contains(&name));
    rows.into_iter().find_map(|(_, way, instead)| {
        let by = sent_by(way, arguments)?;
        Some(Leaves { by, instead })
    })
}

/// The word that sends a program to the background, or `Some(None)` if it goes by itself.
fn sent_by<'w>(way: &Way, arguments: &[&'w str]) -> Option<Option<&'w str>> {
    let is_of = |word: &str, options: &[&str]| {
        options.contains(&word.split_once('=').map_or(word, |(option, _)| option))
    };
    match way {
        Way::By(options) => {
            arguments.iter().find(|word| is_of(word, options)).map(|word| Some(*word))
        }
        Way::Verb(verbs) => {
            arguments.first().is_some_and(|word| verbs.contains(word)).then_some(None)
        }
        Way::Unless(letters, long) => {
            let has_letter = |word: &str| {
                word.starts_with('-')
                    && !word.starts_with("--")
                    && word.chars().any(|c| letters.contains(c))
            };
            let stays = arguments.iter().any(|word| has_letter(word) || is_of(word, long));
            (!stays).then_some(None)
        }
    }
}

/// Whether a command line asks a tool of the distribution to start a service: `service ssh start`,
/// `/etc/init.d/ssh start`.
fn starts_service(program: &str, arguments: &[&str]) -> bool {
    let of_system = !program.contains('/')
        || matches!(parent(program), "/bin" | "/sbin" | "/usr/bin" | "/usr/sbin");
    let starts = |verb: &str| matches!(verb, "start" | "restart" | "reload");
    match (name_of(program), arguments) {
        ("service" | "rc-service", [_, verb, ..]) => of_system && starts(verb),
        ("systemctl", [verb, ..]) => of_system && starts(verb),
        (_, [verb, ..]) => parent(program) == "/etc/init.d" && starts(verb),
        _ => false,
    }
}

/// Whether the image of a stage is an official one that starts what CMD says.
pub(super) fn starts_cmd(image: &str) -> bool {
    matches!(Reference::of(image).of_hub(), "httpd" | "nginx" | "php")
}

/// Whether nginx certainly has the configuration of its package in a stage, which lets it go to the
/// background: no line of the stage, or of those it goes on from, touches the part that says so.
pub(super) fn has_packaged_nginx(files: &Filesystem<'_>, stage: usize) -> bool {
    let holds = |to: &str| is_below(to, "/etc/nginx/nginx.conf");
    let lines = &files.stage(stage).lines;
    let is_touched = lines.iter().any(|line| match &line.instruction {
        Instruction::Copy(copy) => !copy.to.is_literal() || holds(copy.to.known()),
        Instruction::Add(add) => holds(&add.to),
        Instruction::Run(run) => match &run.form {
            RunForm::Commands(commands) => commands.iter().any(|command| is_about(&command.head)),
            RunForm::Script(text) => is_about(text),
            RunForm::Argv(words) => words.iter().any(|word| is_about(word)),
        },
        Instruction::Raw(_) => true,
        _ => false,
    });
    match files.parent(files.stage(stage)) {
        _ if is_touched => false,
        Some(parent) => has_packaged_nginx(files, parent),
        None => {
            let is_official = |image| Reference::of(image).of_hub() == "nginx";
            files.base(stage).is_some() || files.image(stage).is_some_and(is_official)
        }
    }
}

/// Whether shell text may change the main configuration of nginx, or bring a file that does.
fn is_about(text: &str) -> bool {
    ["/etc/nginx", "cp ", "daemon", "mv ", "nginx.conf", "tar "]
        .iter()
        .any(|word| text.contains(word))
}

#[cfg(test)]
mod tests {
    use super::leaves;

    #[test]
    fn a_program_that_leaves_is_seen() {
        for (words, by, instead) in [
            ("gunicorn --daemon app:app", Some("--daemon"), ""),
            ("/opt/venv/bin/gunicorn -D app:app", Some("-D"), ""),
            ("uwsgi --daemonize=/log --ini a.ini", Some("--daemonize=/log"), ""),
            ("celery -A app worker --detach", Some("--detach"), ""),
            ("celery multi start w1", None, "`celery worker`"),
            ("bin/rails server -d", Some("-d"), ""),
            ("php-fpm8.2 -D", Some("-D"), ""),
            ("redis-server /a.conf --daemonize yes", Some("--daemonize"), ""),
            ("pm2 start app.js", None, "`pm2-runtime`"),
            ("catalina.sh start", None, "`catalina.sh run`"),
            ("httpd -k start", None, "`-DFOREGROUND`"),
            ("apachectl start", None, "`apachectl -DFOREGROUND`"),
            ("/usr/sbin/sshd -p 2222", None, "`-D`"),
            ("cron -L 15", None, "`-f`"),
            ("smbd", None, "`--foreground`"),
            ("nginx", None, "`\"-g\", \"daemon off;\"`"),
            ("nginx -g pid=/a;", None, "`\"-g\", \"daemon off;\"`"),
            ("service ssh start", None, "the program itself, in the foreground"),
            ("/usr/sbin/service ssh restart", None, "the program itself, in the foreground"),
            ("/etc/init.d/ssh start", None, "the program itself, in the foreground"),
            ("systemctl start ssh", None, "the program itself, in the foreground"),
        ] {
            let words: Vec<&str> = words.split(' ').collect();
            let found = leaves(&words, || true).map(|found| (found.by, found.instead));
            assert_eq!(found, Some((by, instead)), "{words:?}");
        }
    }

    #[test]
    fn a_program_that_stays_is_none() {
        for words in [
            "gunicorn app:app",
            "uwsgi --ini a.ini",
            "celery -A app worker",
            "php-fpm",
            "php-fpm -F",
            "redis-server --daemonize no",
            "pm2 start app.js --no-daemon",
            "pm2-runtime start app.js",
            "catalina.sh run",
            "httpd -DFOREGROUND",
            "httpd -f -p 80",
            "apachectl -D FOREGROUND",
            "apachectl configtest",
            "sshd -De",
            "sshd -t",
            "cron -f",
            "crond -f -l 2",
            "crond -n",
            "nginx -g daemon_off;",
            "nginx -c /a.conf",
            "nginx -s reload",
            "/app/service ssh start",
            "service",
            "app start",
            "sshd --help",
            "",
        ] {
            let words: Vec<&str> = words.split(' ').collect();
            assert_eq!(leaves(&words, || true), None, "{words:?}");
        }
        assert_eq!(leaves(&["nginx"], || false), None);
    }
}

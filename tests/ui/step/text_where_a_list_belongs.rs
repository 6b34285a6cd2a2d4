use dockerfile_core::{Stage, debian, healthcheck, run};

fn main() {
    let base = || Stage::from(debian("12"));
    let _ = base().entrypoint("python3 -m inventory"); //~ refused
    let _ = base().cmd(String::from("java -jar /app.jar")); //~ refused
    let _ = healthcheck("curl -f localhost || exit 1"); //~ refused
    let _ = run("/app --index").without_shell(); //~ refused
}

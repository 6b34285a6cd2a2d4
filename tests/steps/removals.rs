//! Commands that remove what cache mounts hold.

use dockerfile_core::{Image, Stage, apt, debian, run, uid};

/// What is removed from a cache mount's folder is not read from it, wherever the command stands.
#[test]
fn a_removal_reads_nothing() {
    for text in [
        "rm -rf /var/lib/apt/lists/*",
        "apt-get clean && rm -rf /var/lib/apt/lists/* /tmp/*",
        "true\nfind /var/lib/apt/lists -type f -delete\nrm -rf /var/cache/apt/archives/partial",
        "if true; then rm -rf /var/lib/apt/lists/partial; fi",
        "find /var/lib/apt/lists -type f -print0 | xargs -0 rm -f",
    ] {
        let stage = Stage::from(debian("12"))
            .packages(apt("a1"))
            .packages(run(text).unchecked("is as upstream has it"))
            .account(uid(7));
        if let Err(report) = Image::from(stage).render() {
            panic!("{text}: {report}");
        }
    }
    for text in [
        "rm -rf /tmp/x && cp /var/lib/apt/lists/lock /tmp",
        // What is found is removed behind a pipe alone.
        "find /var/lib/apt/lists/lock && rm -rf /tmp/x",
    ] {
        let stage = Stage::from(debian("12"))
            .packages(apt("a1"))
            .packages(run(text).unchecked("is as upstream has it"))
            .account(uid(7));
        let report = Image::from(stage).render().expect_err(text).to_string();
        assert!(report.contains("`/var/lib/apt/lists/lock` lived in a cache mount"), "{report}");
    }
}

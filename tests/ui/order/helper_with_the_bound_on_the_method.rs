//! A team's own recipe is an extension trait with the bound on its method, or a generic
//! function; then a mistake is one error, at the call.

use dockerfile_core::{Apt, ComesBefore, Packages, PackagesStep, RunsOn, Stage, apt, copy, debian};

trait Recipes<At, F> {
    fn company_tools(self) -> Stage<Packages, F>
    where
        At: ComesBefore<Packages>,
        Apt: PackagesStep + RunsOn<F>;
}

impl<At, F> Recipes<At, F> for Stage<At, F> {
    fn company_tools(self) -> Stage<Packages, F>
    where
        At: ComesBefore<Packages>,
        Apt: PackagesStep + RunsOn<F>,
    {
        self.packages(apt(["ca-certificates", "curl"]))
    }
}

fn main() {
    let _ = Stage::from(debian("12")).company_tools();
    let _ = Stage::from(debian("12")).source(copy("src").to("/srv")).company_tools(); //~ refused
}

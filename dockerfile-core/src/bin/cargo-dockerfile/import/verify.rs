//! Forms that are too free for a build script's checks give way to more literal ones, until all pass.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::chosen::Settings;
use super::compile::{Compiler, Outcome};
use super::context::Context;
use super::form::{Levels, Style};
use super::plan::{self, MOST_TARGETS, Plan};
use super::source::Source;
use super::who::WHO;
use super::write::{self, For};
use crate::failure::{Failure, Result};

/// A Dockerfile that is to be imported.
pub(super) struct Job {
    pub(super) file: PathBuf,
    pub(super) source: Source,
    pub(super) context: Option<Context>,
}

/// A Dockerfile that is imported, and what its declaration emits.
pub(super) struct Imported {
    pub(super) plan: Plan,
    pub(super) style: Style,
    pub(super) dockerfile: String,
    pub(super) ignore: String,
    /// What was tried first, by the line, and what was wrong with it.
    pub(super) tried: Vec<(u32, String)>,
}

/// More rounds than a line has forms, several times over.
const ROUNDS: usize = 24;

/// Imports all, with one program a round.
pub(super) fn all(
    jobs: &[Job],
    style: Style,
    compiler: &Compiler,
) -> Result<Vec<Result<Imported>>> {
    let mut states: Vec<State> = jobs.iter().map(|_| State::default()).collect();
    settle(&mut states, jobs, Style::Builder, compiler)?;
    if style == Style::Macro {
        // The calls are the same, and rustc reads them in a tenth of the time without the macro.
        for state in states.iter_mut().filter(|state| matches!(state.done, Some(Ok(_)))) {
            state.reopen();
        }
        settle(&mut states, jobs, style, compiler)?;
    }
    Ok(states.into_iter().zip(jobs).map(|(state, job)| state.end(job)).collect())
}

fn settle(states: &mut [State], jobs: &[Job], style: Style, compiler: &Compiler) -> Result<()> {
    for _ in 0..ROUNDS {
        let mut modules = BTreeMap::new();
        for (index, (job, state)) in jobs.iter().zip(&mut *states).enumerate() {
            if state.done.is_none()
                && let Some(text) = state.declared(job, style)
            {
                modules.insert(index, text);
            }
        }
        if modules.is_empty() {
            break;
        }
        for (index, outcome) in compiler.render(&modules)? {
            states[index].learn(outcome, &jobs[index]);
        }
    }
    Ok(())
}

#[derive(Default)]
struct State {
    levels: Levels,
    tried: Vec<(u32, String)>,
    under: Option<(Plan, Style, write::Written)>,
    done: Option<Result<Imported>>,
}

impl State {
    /// Has the form that was found be tried in another style.
    fn reopen(&mut self) {
        if let Some(Ok(imported)) = self.done.take() {
            self.tried = imported.tried;
        }
    }

    /// The next declaration to try; none, where nothing is left.
    fn declared(&mut self, job: &Job, style: Style) -> Option<String> {
        let settings = Settings { context: job.context.as_ref(), levels: &self.levels };
        match plan::plan(&job.source, &settings) {
            Err(mut failure) => {
                if let Some((_, last)) = self.tried.last() {
                    failure.what += &format!("\n{last}");
                }
                self.done = Some(Err(failure));
                None
            }
            Ok(plan) if style == Style::Macro && plan.count() > MOST_TARGETS => {
                let failure = Failure::new(format!(
                    "`{}` has {} stages that are built by their names, and `image!` {MOST_TARGETS}",
                    job.source.name,
                    plan.count()
                ));
                self.done = Some(Err(failure.help("`--form builder` has no such limit")));
                None
            }
            Ok(mut plan) => {
                plan.tell_names(style);
                let written = write::write(&plan, style, For::Check, &job.source.called);
                let text = written.text.clone();
                self.under = Some((plan, style, written));
                Some(text)
            }
        }
    }

    fn learn(&mut self, outcome: Outcome, job: &Job) {
        let Some((plan, style, written)) = self.under.take() else { return };
        match outcome {
            Outcome::Rendered { dockerfile, ignore } => {
                let tried = std::mem::take(&mut self.tried);
                self.done = Some(Ok(Imported { plan, style, dockerfile, ignore, tried }));
            }
            Outcome::Refused(wrong) => {
                let mut raised = vec![];
                for (line, complaint) in wrong {
                    let Some(origin) = written.origin(line).filter(|_| line > 0) else {
                        self.done =
                            Some(Err(Failure::new(format!("`{}`: {complaint}", job.source.name))));
                        return;
                    };
                    let key = if origin.is_who { WHO + origin.number } else { origin.number };
                    let is_from = plan.stages.iter().any(|stage| stage.number == origin.number)
                        && !origin.is_who;
                    if is_from {
                        let failure = Failure::new(format!(
                            "`{}:{}`: {complaint}",
                            job.source.name, origin.number
                        ));
                        self.done = Some(Err(failure));
                        return;
                    }
                    if !raised.contains(&key) {
                        raised.push(key);
                        *self.levels.entry(key).or_default() += 1;
                    }
                    self.tried.push((origin.number, complaint));
                }
            }
        }
    }

    fn end(self, job: &Job) -> Result<Imported> {
        let name = &job.source.name;
        let last =
            self.tried.last().map_or_else(String::new, |(line, what)| format!("\n{line}: {what}"));
        self.done.unwrap_or_else(|| {
            Err(Failure::new(format!(
                "`{name}`: no declaration passes the checks of a build script{last}"
            )))
        })
    }
}

//! Sources → a checked project with its theme, all of it or what changed since the last build of this process.

use std::sync::Arc;

use super::clock::Clock;
use super::memory::Memory;
use super::project::{MadeFrom, Modelled, Project};
use super::sink::Target;
use super::{Outcome, Progress, Request, Stage, recall};
use crate::check;
use crate::diagnostic::Diagnostic;
use crate::inputs::{self, Failure, Inputs};
use crate::render::poster::world::Core;
use crate::theme::{self, Theme};
use crate::workers;

/// A project as read, before anything is planned.
pub(super) struct Loaded {
    pub(super) inputs: Inputs,
    /// Of all that was read and asked for, where another process may build again.
    pub(super) identity: Option<String>,
    pub(super) modelled: Modelled,
    pub(super) theme: Arc<Theme>,
    /// Nothing is wrong with the theme.
    pub(super) is_whole: bool,
    /// What posters and cards are made with, where there will be some and the theme is whole.
    pub(super) core: Option<Arc<Core>>,
    /// For who builds again in this process.
    pub(super) made_from: Option<MadeFrom>,
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// Reads a project. The inner error is a run that need not go on: nothing changed, or it could not even begin.
pub(super) fn load(
    request: &Request,
    memory: &mut Memory,
    progress: &dyn Progress,
    clock: &mut Clock,
) -> Result<Result<Loaded, Box<Outcome>>, Failure> {
    progress.stage(Stage::Read, 0);
    let Request { root, today, jobs, .. } = request;
    // It will be built again, by this process.
    let stays = matches!(request.output, Some(Target::Memory | Target::Manifest));
    let before = memory.session.project.clone();
    let before = before.as_deref().filter(|_| stays);
    let (mut inputs, mut diagnostics) = match stays {
        true => {
            let touched = memory.session.touched();
            inputs::reread(root, *today, *jobs, before.map(Project::inputs), touched.as_ref())?
        }
        false => inputs::read(root, *today, *jobs)?,
    };
    if !inputs.files.contains_key("banbao.toml") {
        return Ok(Err(Box::new(Outcome::new(inputs.sources, diagnostics))));
    }
    clock.lap(Stage::Read);
    let identity = (!stays).then(|| recall::identity(request, &inputs));
    if let Some(identity) = &identity
        && let Some(mut outcome) = recall::recall(memory, identity, request, &inputs)?
    {
        clock.lap(Stage::Publish);
        outcome.times = std::mem::take(&mut clock.laps);
        return Ok(Err(Box::new(outcome)));
    }

    progress.stage(Stage::Check, 0);
    let again = before.and_then(|before| before.with_texts(&inputs, request.drafts));
    let modelled = again.unwrap_or_else(|| Modelled::of(&inputs, request, before, stays));
    let site = &modelled.site;
    diagnostics.extend_from_slice(&modelled.found);
    let made_from = stays.then(|| MadeFrom::of(site, &inputs));
    let known = before.zip(made_from.as_ref());
    let same = known.and_then(|(before, now)| Some((before.theme(now)?, &before.inputs().sources)));
    let theme = match same {
        Some((theme, sources)) => {
            inputs.sources.add_rest(sources);
            Ok(Arc::clone(theme))
        }
        None => Err(theme::gather(&site.config, &mut inputs)),
    };
    let mut checked = Vec::new();
    let (theme, found) = workers::beside(
        || checked = check::check(site, &inputs),
        || match theme {
            // What is not whole is not kept.
            Ok(theme) => (theme, Vec::new()),
            Err(files) => {
                let (theme, found) = theme::make(site, files);
                (Arc::new(theme), found)
            }
        },
    );
    let is_whole = found.is_empty();
    diagnostics.extend(checked);
    diagnostics.extend(found);
    let core = match known.and_then(|(before, now)| before.core(now)) {
        Some(core) => Some(Arc::clone(core)),
        None if is_whole && (stays || request.wants.print || site.config.cards) => {
            Core::new(&theme, &inputs).map(Arc::new)
        }
        None => None,
    };
    Ok(Ok(Loaded { inputs, identity, modelled, theme, is_whole, core, made_from, diagnostics }))
}

//! One session: texts in, results and diagnostics out.

use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::beside::Beside;
use super::modules::Loader;
use super::plugins::lister as lister_of;
use super::prepared::READ_ONLY;
use super::told::told;
use super::watch::Watch;
use super::{Interrupt, Options, Prepared, entry};
use crate::builtin;
use crate::columnar;
use crate::command::{Explained, Last, Mode, Registry};
use crate::diag::{Diagnostic, codes, exit};
use crate::effect::real::{RealClock, RealEnvironment, RealFiles, RealPrompt};
use crate::effect::{
    Cancel, DirectRoutes, Directory, Effect, Files, Outcome, OutcomeKind, Routes, World,
};
use crate::exec::{Asks, Event, Executor, Report, Settings, Sink, Stored, Variables};
use crate::fleet::Fleet;
use crate::inventory::{Inventory, Limited, Origin, SshConfig, register_in};
use crate::plan::{Planner, RULES, Rule, Tools, explain, optimise};
use crate::plugin::PluginInventory;
use crate::source::{SourceId, Sources};
use crate::store::{RealStores, RealWeb};
use crate::syntax;
use crate::syntax::ast::Spanned;
use crate::value::{scalar, type_of};

/// Everything that outlives one run.
pub struct Session {
    sources: Arc<Mutex<Sources>>,
    world: World,
    options: Options,
    variables: Variables,
    interrupt: Interrupt,
    /// The hosts that did not end well in the statement before.
    last: Arc<Last>,
    /// What earlier texts have named by `def`, `const` and `use`.
    definitions: Vec<Spanned<syntax::ast::Statement>>,
    /// What a script is called with; none when it is not to be called.
    words: Option<Vec<String>>,
    registry: Registry,
    /// The inventories of plugins, and the commands that list them.
    inventories: Vec<(String, String)>,
}

impl Session {
    /// A session in the real world. Nothing is read and nothing is started before it is needed.
    pub fn new(options: Options) -> Self {
        let sources = Arc::new(Mutex::new(Sources::default()));
        let files = Arc::new(RealFiles);
        let environment = Arc::new(RealEnvironment);
        let prompt = Arc::new(RealPrompt::default());
        let settings = options.fleet.clone();
        let routes: Arc<dyn Routes> = match &options.targets {
            Some(_) => Arc::new(DirectRoutes),
            None => Arc::new(SshConfig::new(
                options.routed_by(&*environment),
                files.clone(),
                environment.clone(),
                register_in(Arc::clone(&sources)),
            )),
        };
        let fleet = Fleet::new(
            settings,
            Arc::clone(&routes),
            files.clone(),
            environment.clone(),
            prompt.clone(),
        );
        let fleet = Arc::new(fleet);
        let interrupt = Interrupt::default();
        let directory = match &options.targets {
            Some(targets) => Inventory::of_targets(targets.clone()),
            None => {
                let origin = Origin {
                    path: options.inventory.clone(),
                    command: options.inventory_command.clone(),
                    format: options.inventory_format,
                };
                let register = register_in(Arc::clone(&sources));
                let own = interrupt.clone();
                let lister = options.inventory_plugin.clone();
                let lister = lister.map(|text| lister_of(text, &options, &interrupt));
                Inventory::load(origin, files.clone(), environment.clone(), register)
                    .with_programs(fleet.clone(), Box::new(move |work| own.during(work)))
                    .with_lister(lister)
            }
        };
        let directory: Arc<dyn Directory> = match &options.only {
            Some(names) => Arc::new(Limited::new(Arc::new(directory), names.clone())),
            None => Arc::new(directory),
        };
        let world = World {
            files,
            clock: Arc::new(RealClock::default()),
            environment,
            prompt,
            directory,
            routes,
            remote: fleet.clone(),
            processes: fleet,
            stores: Arc::new(RealStores),
            web: Arc::new(RealWeb),
        };
        Self { sources, interrupt, ..Self::in_world(world, options) }
    }

    /// A session in `world`, which need not be the real one.
    pub fn in_world(world: World, options: Options) -> Self {
        let sources = Arc::new(Mutex::new(Sources::default()));
        let (variables, interrupt) = (Variables::default(), Interrupt::default());
        let registry = builtin::REGISTRY;
        let (definitions, words, last, inventories) =
            (Vec::new(), None, Arc::default(), Vec::new());
        Self {
            sources,
            world,
            options,
            variables,
            interrupt,
            last,
            definitions,
            words,
            registry,
            inventories,
        }
    }

    /// A session that knows what this one knows, for what a person asks during a run of this one.
    fn beside(&self) -> Self {
        Self {
            sources: Arc::clone(&self.sources),
            world: self.world.clone(),
            options: self.options.clone(),
            variables: self.variables.clone(),
            interrupt: Interrupt::default(),
            last: Arc::default(),
            definitions: self.definitions.clone(),
            words: None,
            registry: self.registry,
            inventories: self.inventories.clone(),
        }
    }

    /// All commands there are.
    pub fn registry(&self) -> Registry {
        self.registry
    }

    /// From here on these are the files of this machine.
    pub(super) fn set_files(&mut self, files: Arc<dyn Files>) {
        self.world.files = files;
    }

    /// The texts that all spans are places in.
    pub(super) fn shared_sources(&self) -> &Arc<Mutex<Sources>> {
        &self.sources
    }

    /// From here on these are all commands there are.
    pub(super) fn set_registry(&mut self, registry: Registry) {
        self.registry = registry;
    }

    /// The inventories of plugins, and the commands that list them.
    pub(super) fn inventories(&self) -> Vec<(String, String)> {
        self.inventories.clone()
    }

    /// From here on there are these inventories, too.
    pub(super) fn add_inventories(&mut self, more: &[PluginInventory]) {
        let named = more.iter().map(|one| (one.name.clone(), one.source.clone()));
        self.inventories.extend(named);
    }

    /// What it was told.
    pub(super) fn options(&self) -> &Options {
        &self.options
    }

    /// Reads the modules that texts use.
    pub(super) fn loader(&self) -> Loader {
        Loader::new(Arc::clone(&self.sources), Arc::clone(&self.world.files))
    }

    /// What a planner needs.
    pub(super) fn tools<'a>(&'a self, loader: &'a Loader) -> Tools<'a> {
        Tools {
            registry: self.registry(),
            world: &self.world,
            fold: columnar::fold,
            modules: loader,
            row_wise: columnar::is_row_wise,
        }
    }

    /// What earlier texts have named.
    pub(super) fn definitions(&self) -> &[Spanned<syntax::ast::Statement>] {
        &self.definitions
    }

    /// The page about how the script in `text` is called, if it says so by `def main`.
    pub fn script_help(&self, name: &str, text: &str) -> Option<String> {
        let id = self.lock().add(name, text);
        let parsed = syntax::parse(id, text);
        entry::main(&parsed.program).map(|def| entry::help(def, name))
    }

    /// The world that the session works in.
    pub fn world(&self) -> &World {
        &self.world
    }

    /// Where the inventory is, or would be.
    pub fn inventory_path(&self) -> Option<PathBuf> {
        let own = || Some(self.world.environment.config()?.join("hosts.toml"));
        self.options.inventory.clone().or_else(own)
    }

    /// The variables that are set.
    pub fn variables(&self) -> &Variables {
        &self.variables
    }

    /// What cancels the run at hand.
    pub fn interrupt(&self) -> Interrupt {
        self.interrupt.clone()
    }

    /// The texts so far, for diagnostics that point into them.
    pub fn sources(&self) -> Sources {
        self.lock().clone()
    }

    fn lock(&self) -> MutexGuard<'_, Sources> {
        self.sources.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keep `text`, which people know by `name`, so that diagnostics can point into it.
    pub(super) fn add_source(&self, name: &str, text: &str) -> SourceId {
        self.lock().add(name, text)
    }

    /// Parse and plan `text`, which people know by `name`. Nothing runs.
    pub fn prepare(&self, name: &str, text: &str, mode: Mode) -> Prepared {
        let id = self.add_source(name, text);
        let mut parsed = syntax::parse(id, text);
        let sources = self.sources();
        let mut called = None;
        if let Some(def) = entry::main(&parsed.program) {
            match self.words.as_deref().map(|words| entry::call(def, words)) {
                Some(Ok(call)) => called = Some(call),
                Some(Err(problem)) => parsed.diagnostics.push(*problem),
                None => {}
            }
        }
        parsed.program.statements.extend(called);
        let loader = self.loader();
        let planner = Planner::new(self.tools(&loader), &sources, mode);
        let scope = &mut self.variables.scope();
        let planned = planner.program(&self.definitions, &parsed.program, scope);
        let diagnostics = told(text, &parsed.program, parsed.diagnostics, planned.diagnostics);
        let named = parsed.program.statements.into_iter().filter(|statement| {
            use syntax::ast::Statement as S;
            matches!(statement.node, S::Def(_) | S::Const(_) | S::Use(_))
        });
        let named = named.collect();
        let mut prepared = Prepared { plan: planned.plan, diagnostics, named, source: id };
        if self.options.read_only && mode == Mode::Run {
            prepared.deny_writes(READ_ONLY);
        }
        prepared
    }

    /// What was prepared will do, as data; nothing runs.
    pub fn explain(&self, prepared: &Prepared) -> Explained {
        let sources = self.sources();
        let loader = self.loader();
        let tools = self.tools(&loader);
        let definitions = &prepared.plan.library.planned;
        let optimised = optimise(&prepared.plan, definitions, self.rules(), tools);
        explain(&prepared.plan, &optimised, prepared.source, &sources, tools)
    }

    /// The rules by which plans are optimised.
    fn rules(&self) -> &'static [Rule] {
        if self.options.unoptimised { &[] } else { RULES }
    }

    /// Give what was explained to `sink` as a record, for programs.
    ///
    /// # Errors
    /// The output cannot be written.
    pub fn explained(&self, explained: &Explained, sink: &Arc<Mutex<dyn Sink>>) -> io::Result<()> {
        let record = explained.to_value();
        let ty = type_of(&record);
        let mut sink = sink.lock().unwrap_or_else(PoisonError::into_inner);
        sink.event(Event::Value(record, ty))
    }

    /// Set a variable before anything runs.
    pub fn set(&mut self, name: &str, stored: Stored) {
        self.variables.set(name, stored);
    }

    /// Set `$args`, what a script was called with.
    pub fn set_args(&mut self, args: &[String]) {
        let args = scalar::list(args.iter().map(scalar::text).collect());
        self.set("args", Stored::Value(args));
    }

    /// From here on a text that has a `def main` calls it with the words of a command line.
    pub fn call_main(&mut self, words: &[String]) {
        self.words = Some(words.to_vec());
    }

    /// Run what was prepared; its events go to `sink`.
    pub fn run(&mut self, prepared: &Prepared, sink: Arc<Mutex<dyn Sink>>) -> Report {
        let cancel = self.interrupt.begin();
        let report = self.run_until(prepared, sink, cancel);
        self.interrupt.end();
        report
    }

    /// The same, until `cancel` ends it.
    pub(super) fn run_until(
        &mut self,
        prepared: &Prepared,
        sink: Arc<Mutex<dyn Sink>>,
        cancel: Cancel,
    ) -> Report {
        let watch = self.options.deadline.map(|deadline| Watch::start(deadline, cancel.clone()));
        let explores = prepared.effects().contains(Effect::UseTerminal);
        let settings = Settings {
            world: self.world.clone(),
            registry: self.registry(),
            limits: self.options.limits.clone(),
            cancel,
            last: Arc::clone(&self.last),
            asks: explores.then(|| Arc::new(Beside(Mutex::new(self.beside()))) as Arc<dyn Asks>),
        };
        let loader = self.loader();
        let optimised = optimise(&prepared.plan, &[], self.rules(), self.tools(&loader));
        let executor = Executor::new(settings, self.sources(), sink);
        let mut report = executor.run(&optimised.plan, &mut self.variables);
        self.definitions.extend(prepared.named.iter().cloned());
        if watch.is_some_and(Watch::end) {
            let message = "the deadline of the run has passed";
            let help = "what had finished by then is above; give it more time with `--deadline`";
            report.errors.push(Diagnostic::error(codes::DEADLINE, message).help(help));
        }
        report
    }
}

/// The exit code of a run that ended so.
///
/// The deadline and an interruption come first, then an error, then the hosts.
pub fn exit_code(report: &Report) -> u8 {
    if report.errors.iter().any(|error| error.code == codes::DEADLINE) {
        return exit::DEADLINE;
    }
    if report.cancelled {
        return exit::INTERRUPTED;
    }
    let hosts = of_hosts(&report.outcomes);
    match report.errors.iter().map(Diagnostic::exit_code).find(|code| *code != exit::OK) {
        // Found only when it ran: that code would promise that nothing did.
        Some(exit::CHECK) => exit::RUNTIME,
        // Too few hosts, and none at all: the graver one is told.
        Some(exit::SOME_HOSTS) if hosts == exit::ALL_HOSTS => exit::ALL_HOSTS,
        Some(code) => code,
        None => hosts,
    }
}

fn of_hosts(outcomes: &[Outcome]) -> u8 {
    let failed = outcomes.iter().any(|outcome| outcome.kind.is_failure());
    let ok = outcomes.iter().any(|outcome| outcome.kind == OutcomeKind::Ok);
    match (failed, ok) {
        (false, _) => exit::OK,
        (true, true) => exit::SOME_HOSTS,
        (true, false) => exit::ALL_HOSTS,
    }
}

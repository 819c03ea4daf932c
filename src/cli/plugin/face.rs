//! Does what is written behind `rebe plugin`.

use std::io;
use std::path::Path;

use super::arguments::{IndexFace, Install, PluginFace};
use crate::cli::arguments::Test;
use crate::cli::main::App;
use crate::diag::{Diagnostic, Result, exit};
use crate::session::{
    Built, Chosen, Options, PluginPage, PluginRecord, Publishing, Session, Tried, Unlocked,
};

impl App {
    /// Do it. Sessions here have no plugins: one that is broken must not stand in the way.
    pub(in crate::cli) fn plugin(&self, face: &PluginFace) -> Result<u8> {
        let session = Session::new(Options {
            installed: false,
            plugins: Vec::new(),
            nushell_plugins: Vec::new(),
            ..self.options()
        });
        match face {
            PluginFace::New { language, folder, name } => {
                let name = session.new_project(language.language(), folder, name.as_deref())?;
                // A word alone would be the name of a plugin in an index.
                let folder = match folder.components().count() {
                    1 => Path::new(".").join(folder),
                    _ => folder.clone(),
                };
                let folder = folder.display();
                self.done(&format!(
                    "{folder} is the plugin `{name}`; its README.md says how it goes on:\n  rebe plugin \
                     test {folder}\n  rebe plugin install {folder}"
                ))
            }
            PluginFace::Build { folder } => {
                let built = session.build_project(folder, &self.output.screen(session.world()))?;
                self.built(&built)
            }
            PluginFace::Test { folder } => self.test_project(&session, folder),
            PluginFace::Install(install) => self.install(&session, install),
            PluginFace::List => {
                let screen = self.output.screen(session.world());
                let told = session.list_plugins(&screen)?;
                self.with_problems(&session, told)
            }
            PluginFace::Info { name } => self.told(&session, &session.plugin_page(name)?),
            PluginFace::Grant { name, grants } => {
                session.plugins()?.grant(name, grants)?;
                self.changed(&session, &session.plugin_page(name)?)
            }
            PluginFace::Revoke { name, grants } => {
                session.plugins()?.revoke(name, grants)?;
                self.changed(&session, &session.plugin_page(name)?)
            }
            PluginFace::Remove { names } => {
                let shelf = session.plugins()?;
                names.iter().try_for_each(|name| shelf.remove(name))?;
                Ok(exit::OK)
            }
            PluginFace::Verify { names: _, locked: Some(lock) } => {
                self.compare(&session, lock.as_deref())
            }
            PluginFace::Verify { names, locked: None } => self.verify(&session, names),
            PluginFace::Search { text, index } => {
                let screen = self.output.screen(session.world());
                let told = session.search_plugins(text, index.as_deref(), &screen)?;
                self.with_problems(&session, told)
            }
            PluginFace::Update { names, check, grant_all } => {
                let grants = self.global.grant.clone();
                let chosen = Chosen { grants, all: *grant_all, ..Chosen::default() };
                let updates = session.update_plugins(names, &chosen, *check)?;
                let screen = self.output.screen(session.world());
                let told = updates.tell(&screen)?;
                self.with_problems(&session, told.map(|()| updates.problems))
            }
            PluginFace::Lock { names, file } => {
                let (path, plugins) = session.lock_plugins(names, file.as_deref())?;
                let plugins = if plugins == 1 { "1 plugin" } else { &format!("{plugins} plugins") };
                let told = format!("{} names {plugins}", path.display());
                self.done(&told)
            }
            PluginFace::Index { face } => self.index(&session, face),
            PluginFace::Key { file, no_password } => {
                let (key, public) = session.new_key(file, !no_password)?;
                let told = format!(
                    "{} is secret: keep it, and nobody else\n{} is for everybody: {key}",
                    file.display(),
                    public.display()
                );
                self.done(&told)
            }
            PluginFace::Sign { file, secret_key } => {
                let signature = session.sign_plugin(file, secret_key)?;
                self.done(&format!("{} signs it", signature.display()))
            }
        }
    }

    fn index(&self, session: &Session, face: &IndexFace) -> Result<u8> {
        let screen = self.output.screen(session.world());
        match face {
            IndexFace::Add { place, key } => {
                let kept = session.add_index(place, key.as_deref())?;
                self.done(&format!(
                    "`rebe plugin search` and `rebe plugin install NAME` look in `{}`",
                    kept.name
                ))
            }
            IndexFace::List => {
                let told = session.list_indexes(&screen)?;
                self.with_problems(session, told)
            }
            IndexFace::Remove { names } => {
                let indexes = session.indexes()?;
                names.iter().try_for_each(|name| indexes.remove(name))?;
                Ok(exit::OK)
            }
            IndexFace::Build { folder, name, secret_key, valid } => {
                let publishing = Publishing {
                    folder: folder.clone(),
                    name: name.clone(),
                    secret: secret_key.clone(),
                    valid: *valid,
                };
                self.written(session.publish_index(&publishing, &screen)?)
            }
        }
    }

    /// A table was told; what was wrong with the rest of it comes now.
    fn with_problems(&self, session: &Session, told: io::Result<Vec<Diagnostic>>) -> Result<u8> {
        match told {
            Ok(problems) => {
                self.output.diagnostics(&problems, &session.sources());
                let codes = problems.iter().map(Diagnostic::exit_code);
                Ok(codes.max().unwrap_or(exit::OK))
            }
            Err(error) => self.written(Err(error)),
        }
    }

    /// Something was done; people are told what.
    fn done(&self, told: &str) -> Result<u8> {
        match self.output.is_for_people() {
            true => self.written(self.output.text(told)),
            false => Ok(exit::OK),
        }
    }

    fn install(&self, session: &Session, install: &Install) -> Result<u8> {
        let chosen = Chosen {
            grants: self.global.grant.clone(),
            all: install.grant_all,
            replace: install.replace,
            index: install.index.clone(),
            key: install.key.clone(),
            sha256: install.sha256.clone(),
            native: install.native,
        };
        if let Some(lock) = &install.locked {
            let what = install.what.as_deref();
            let records = session.install_locked(lock.as_deref(), what, &chosen)?;
            let is =
                |record: &PluginRecord| format!("{} is installed as locked", record.manifest.name);
            let told = records.iter().map(is).collect::<Vec<_>>().join("\n");
            return self.done(&told);
        }
        let record =
            session.install_plugin(install.what.as_deref().unwrap_or_default(), &chosen)?;
        self.told(session, &session.plugin_page(&record.manifest.name)?)
    }

    fn built(&self, built: &Built) -> Result<u8> {
        let Built { path, size, described, .. } = built;
        let manifest = &described.manifest;
        let commands = manifest.commands.iter().map(|command| command.name.as_str());
        let commands = commands.collect::<Vec<_>>().join(", ");
        let (name, version, size) = (&manifest.name, &manifest.version, size.div_ceil(1024));
        let path = path.display();
        self.done(&format!("{path} is {name} {version}, {size} KiB: {commands}"))
    }

    /// Everything that can be tried of a project, in the order in which it tells the most.
    fn test_project(&self, session: &Session, folder: &Path) -> Result<u8> {
        let built = session.build_project(folder, &self.output.screen(session.world()))?;
        self.built(&built)?;
        session.test_project(folder, &built, &self.output.screen(session.world()))?;
        let plugins = vec![built.path.clone()];
        let options = Options { installed: false, plugins, ..self.options() };
        let mut own = self.session(options.clone())?;
        let mut code = exit::OK;
        for Tried { name, problem } in own.try_examples(&built.described.manifest) {
            match problem {
                None => {
                    self.done(&format!("ok example of {name}"))?;
                }
                Some(mut problem) => {
                    problem.message = format!("the example of {name}: {}", problem.message);
                    self.output.diagnostics(std::slice::from_ref(&*problem), &own.sources());
                    code = exit::RUNTIME;
                }
            }
        }
        let tests = folder.join("tests");
        if !session.world().files.exists(&tests) {
            return Ok(code);
        }
        let paths = vec![tests.display().to_string()];
        let test = Test { paths, filter: None, list: false, jobs: 8, timeout: None };
        Ok(code.max(self.test(&test, options)?))
    }

    /// What a plugin may do now.
    fn changed(&self, session: &Session, page: &PluginPage) -> Result<u8> {
        match self.output.is_for_people() {
            true => self.written(self.output.text(&page.rights())),
            false => self.told(session, page),
        }
    }

    fn told(&self, session: &Session, page: &PluginPage) -> Result<u8> {
        if self.output.is_for_people() {
            return self.written(self.output.text(&page.page()));
        }
        let screen = self.output.screen(session.world());
        self.written(page.tell(&screen))
    }

    /// Each that is not what the lock file says is told.
    fn compare(&self, session: &Session, lock: Option<&Path>) -> Result<u8> {
        let mut code = exit::OK;
        for Unlocked { what, problem } in session.compare_locked(lock)? {
            if let Some(problem) = problem {
                self.output.diagnostics(std::slice::from_ref(&*problem), &session.sources());
                code = code.max(problem.exit_code());
            } else {
                self.done(&format!("{what} is installed as locked"))?;
            }
        }
        Ok(code)
    }

    /// Each that is not what it was is told.
    fn verify(&self, session: &Session, names: &[String]) -> Result<u8> {
        let shelf = session.plugins()?;
        let all = if names.is_empty() { shelf.names() } else { names.to_vec() };
        let mut code = exit::OK;
        for name in &all {
            let looked = shelf.record(name).and_then(|record| shelf.verify(&record));
            if let Err(problem) = looked {
                self.output.diagnostics(std::slice::from_ref(&*problem), &session.sources());
                code = code.max(problem.exit_code());
            } else if self.output.is_for_people() {
                self.written(self.output.text(&format!("{name} is as it was installed")))?;
            }
        }
        Ok(code)
    }
}

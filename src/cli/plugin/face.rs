//! Does what is written behind `rebe plugin`.

use super::arguments::{Install, PluginFace};
use crate::cli::main::App;
use crate::diag::{Result, exit};
use crate::session::{Chosen, Options, PluginPage, Session};

impl App {
    /// Do it. Sessions here have no plugins: one that is broken must not stand in the way.
    pub(in crate::cli) fn plugin(&self, face: &PluginFace) -> Result<u8> {
        let session =
            Session::new(Options { installed: false, plugins: Vec::new(), ..self.options() });
        match face {
            PluginFace::Install(install) => self.install(&session, install),
            PluginFace::List => {
                let screen = self.output.screen(session.world());
                match session.list_plugins(&screen)? {
                    Ok(problems) => {
                        self.output.diagnostics(&problems, &session.sources());
                        let code = problems.first().map(|problem| problem.exit_code());
                        Ok(code.unwrap_or(exit::OK))
                    }
                    Err(error) => self.written(Err(error)),
                }
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
            PluginFace::Verify { names } => self.verify(&session, names),
        }
    }

    fn install(&self, session: &Session, install: &Install) -> Result<u8> {
        let chosen = Chosen {
            grants: self.global.grant.clone(),
            all: install.grant_all,
            replace: install.replace,
        };
        let record = session.install_plugin(&install.file, &chosen)?;
        self.told(session, &session.plugin_page(&record.manifest.name)?)
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

    /// Each that is not what it was is told.
    fn verify(&self, session: &Session, names: &[String]) -> Result<u8> {
        let shelf = session.plugins()?;
        let all = if names.is_empty() { shelf.names() } else { names.to_vec() };
        let mut code = exit::OK;
        for name in &all {
            let looked = shelf.record(name).and_then(|record| shelf.component(&record));
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

//! Installing a plugin: what it asks for is shown with its reasons, and a person decides, or whoever
//! wrote the command line. Where nobody can be asked, nothing is granted that was not written.

use super::native::no_program;
use super::source::Source;
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::{Grant, Grants};
use crate::package::{Installing, Record, Shelf, fits};
use crate::plugin::{Want, plain, wants};
use crate::session::Session;

/// What was decided before anybody is asked.
#[derive(Debug, Clone, Default)]
pub struct Chosen {
    /// These are granted.
    pub grants: Vec<Grant>,
    /// All else is granted that it asks for.
    pub all: bool,
    /// One of its name that is installed is replaced.
    pub replace: bool,
    /// The index in which a name is looked for.
    pub index: Option<String>,
    /// The key that it has to be signed with, or the path of its file.
    pub key: Option<String>,
    /// The digest that it has to have.
    pub sha256: Option<String>,
    /// It is a program that is a plugin of Nushell, which may do anything.
    pub native: bool,
}

/// The scope of whoever leaves it to the user.
const ANY: &str = "*";

impl Session {
    /// The plugins of the user.
    ///
    /// # Errors
    /// There is no folder for them.
    pub fn plugins(&self) -> Result<Shelf> {
        Shelf::of(self.world()).ok_or_else(|| {
            let message = "there is no folder to keep plugins in";
            let help = "set the environment variable HOME, or XDG_DATA_HOME";
            Diagnostic::error(codes::ENVIRONMENT, message).help(help).into()
        })
    }

    /// Install the plugin that `what` stands for: a file, a folder, an address, or the name of one in
    /// an index, perhaps with `@` and a version behind it.
    ///
    /// # Errors
    /// It cannot be used or trusted, it needs what was not granted, or it is installed already.
    pub fn install_plugin(&self, what: &str, chosen: &Chosen) -> Result<Record> {
        if chosen.native {
            return self.install_native(what, chosen);
        }
        no_program(what, "`--native` installs it")?;
        let source = self.source(what, chosen)?;
        self.put(source, chosen, None)
    }

    /// Install what `source` is. In an update of `kept` what was decided for that one stands.
    ///
    /// # Errors
    /// As for [`Self::install_plugin`].
    pub(super) fn put(
        &self,
        mut source: Source,
        chosen: &Chosen,
        kept: Option<&Record>,
    ) -> Result<Record> {
        let shelf = self.plugins()?;
        // Beside what is built in first, to know its name; then beside all but itself.
        let own = shelf.look(&source.name, source.bytes.clone(), crate::builtin::REGISTRY)?;
        super::reachable(&source.name, &own.described.manifest)?;
        let (called, version) =
            (own.described.manifest.name.clone(), own.described.manifest.version.clone());
        if source
            .expected
            .as_ref()
            .is_some_and(|(name, known)| (name, known) != (&called, &version))
        {
            let message = format!("`{}` is `{called} {}`", source.name, plain(&version, 80));
            return Err(Diagnostic::error(codes::PLUGIN_INDEX, message)
                .help("it was called otherwise: tell whoever publishes it")
                .into());
        }
        let before = shelf.names().contains(&called).then(|| shelf.record(&called));
        if let (Some(before), false) = (&before, chosen.replace || kept.is_some()) {
            let version =
                before.as_ref().map_or("one that is broken", |before| &before.manifest.version);
            let message = format!("`{called}` is installed already: {version}");
            return Err(Diagnostic::error(codes::USAGE, message)
                .help("`--replace` puts this one in its place")
                .into());
        }
        if let Some(Ok(before)) = &before {
            self.same_signer(before, &mut source, chosen)?;
        }
        let Source { name, bytes, origin, .. } = source;
        let installing = shelf.look(&name, bytes, self.registry_without(&called))?;
        let grants = self.decide(&installing, chosen, kept)?;
        shelf.install(installing.from(origin), &grants)
    }

    /// Whether `source` is signed with the key that `before` was, or with one that was chosen now.
    ///
    /// # Errors
    /// It is not: who has made it is another one, or nobody knows.
    fn same_signer(&self, before: &Record, source: &mut Source, chosen: &Chosen) -> Result<()> {
        let Some(known) = &before.origin.key else { return Ok(()) };
        if source.origin.key.as_ref() == Some(known) || chosen.key.is_some() {
            return Ok(());
        }
        let name = &before.manifest.name;
        if source.origin.key.is_some() {
            let message = format!("`{name}` was signed with another key until now: {known}");
            return Err(untrusted(message, name));
        }
        let key = self.key_of(known)?;
        self.verify_signature(&source.place, &source.bytes, &key).map_err(|problem| {
            let message = format!("`{name}` was signed until now, but {}", problem.message);
            untrusted(message, name)
        })?;
        source.origin.key = Some(known.clone());
        Ok(())
    }

    /// What `plugin` is granted of what it asks for. In an update of `kept` nobody is asked about what
    /// that one has asked for already.
    fn decide(
        &self,
        plugin: &Installing,
        chosen: &Chosen,
        kept: Option<&Record>,
    ) -> Result<Grants> {
        let name = plugin.described.manifest.name.as_str();
        chosen.grants.iter().try_for_each(|grant| fits(name, grant, &plugin.wants))?;
        let mut grants = Grants::of(chosen.grants.iter().cloned());
        let asked = kept.and_then(|kept| wants(&kept.manifest).ok()).unwrap_or_default();
        let had = kept.map(Record::grants).unwrap_or_default();
        for want in &plugin.wants {
            let capability = want.grant.capability;
            if grants.has(capability) {
                continue;
            }
            let open = want.grant.scope.iter().any(|part| part == ANY);
            let known = asked.iter().any(|asked| asked.grant.covers(&want.grant));
            let before = had.within(std::slice::from_ref(&want.grant));
            if known && (before.has(capability) || want.optional) {
                before.iter().for_each(|grant| grants.add(grant.clone()));
                continue;
            }
            let granted = match (chosen.all, open) {
                (true, false) => Some(want.grant.clone()),
                (true, true) if want.optional => None,
                (true, true) => return Err(unsaid(name, want)),
                (false, _) => self.ask(name, want, open)?,
            };
            match granted {
                Some(grant) => grants.add(grant),
                None if want.optional => {}
                None => return Err(refused(name, want)),
            }
        }
        Ok(grants)
    }

    /// Ask the person at the terminal; none where they refuse.
    fn ask(&self, name: &str, want: &Want, open: bool) -> Result<Option<Grant>> {
        let mut question = asks(name, want);
        question.push_str(match open {
            true => "  name them, with commas between (nothing to refuse): ",
            false => "  allow it? [y/N] ",
        });
        loop {
            let Some(answer) = self.world().prompt.answer(&question) else {
                return if want.optional { Ok(None) } else { Err(unasked(name, want)) };
            };
            if !open {
                let yes = matches!(answer.to_ascii_lowercase().as_str(), "y" | "yes");
                return Ok(yes.then(|| want.grant.clone()));
            }
            if answer.is_empty() {
                return Ok(None);
            }
            let capability = want.grant.capability;
            let grant = Grant::parse(&format!("{capability}={answer}"));
            let fit = grant.and_then(|grant| {
                fits(name, &grant, std::slice::from_ref(want)).map_err(|no| no.message)?;
                Ok(grant)
            });
            match fit {
                Ok(grant) => return Ok(Some(grant)),
                Err(wrong) => question = format!("  {wrong}\n  name them: "),
            }
        }
    }
}

/// What `want` means, for who has to decide.
fn asks(name: &str, want: &Want) -> String {
    let Grant { capability, scope } = &want.grant;
    let open = scope.iter().any(|part| part == ANY);
    let meaning = if open { capability.open_meaning() } else { capability.meaning() };
    let scope = scope.iter().filter(|_| !open).map(|part| plain(part, 200)).collect::<Vec<_>>();
    let meaning = format!("{meaning} {}", scope.join(", "));
    let optional = if want.optional { "; it works without, too" } else { "" };
    format!(
        "{name} asks to {} ({capability})\n  reason: {}{optional}\n",
        meaning.trim_end(),
        plain(&want.reason, 200)
    )
}

fn untrusted(message: String, name: &str) -> Box<Diagnostic> {
    let help = format!(
        "nothing was changed; who trusts this one takes the old one away by `rebe plugin remove {name}`"
    );
    Diagnostic::error(codes::PLUGIN_UNTRUSTED, message).help(help).into()
}

fn denied(message: String, help: String) -> Box<Diagnostic> {
    Diagnostic::error(codes::PLUGIN_DENIED, message).help(help).into()
}

fn told(want: &Want) -> String {
    format!("`{}` ({})", want.grant.capability, plain(&want.reason, 200))
}

fn unasked(name: &str, want: &Want) -> Box<Diagnostic> {
    let message = format!("`{name}` needs {}, and nobody is there to be asked", told(want));
    denied(message, format!("`--grant {}` allows it", want.example()))
}

fn unsaid(name: &str, want: &Want) -> Box<Diagnostic> {
    let message = format!("how far {} of `{name}` goes is for you to say", told(want));
    denied(message, format!("add `--grant {}`", want.example()))
}

fn refused(name: &str, want: &Want) -> Box<Diagnostic> {
    let message = format!("`{name}` is not installed: it cannot do without {}", told(want));
    denied(message, "nothing was changed".to_owned())
}

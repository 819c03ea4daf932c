//! What a command is, and how commands become a plugin.

use std::cell::RefCell;

use crate::bindings::commands as wit;
use crate::{Batch, Call, Description, Format, Inventory, Probe, Problem, Schema, Want};

/// A command: its value is one stage of a pipeline, from [`Self::open`] to [`Self::finish`].
///
/// A stage has an instance of the plugin for itself, so there is nothing to lock and nothing that
/// another stage could see.
pub trait Command: Sized + 'static {
    /// Its name: one word or two.
    const NAME: &'static str;

    /// What it says about itself.
    fn describe() -> Description;

    /// The columns that `call` yields, given those that come in. It is asked while a text is
    /// checked, before anything runs, and has to give the same answer each time.
    ///
    /// # Errors
    /// The call cannot work; whatever is wrong with its arguments should be found here.
    fn output(call: &Call, input: &Schema) -> Result<Schema, Problem>;

    /// Begin a stage; [`Self::output`] has said yes to the same call, in this instance or in another one.
    ///
    /// # Errors
    /// The call cannot work after all.
    fn open(call: &Call, input: &Schema) -> Result<Self, Problem>;

    /// Take some rows and give those that are ready, with the columns of [`Self::output`].
    ///
    /// # Errors
    /// The rows cannot be processed; nothing more is asked of the stage then.
    fn push(&mut self, rows: Batch) -> Result<Vec<Batch>, Problem>;

    /// No more rows come: give what is left.
    ///
    /// # Errors
    /// As for [`Self::push`].
    fn finish(&mut self) -> Result<Vec<Batch>, Problem> {
        Ok(Vec::new())
    }

    /// Whether there is more to give of what was pushed or finished, before anything else comes.
    /// So a few rows may become any number of them, in little memory.
    fn has_more(&self) -> bool {
        false
    }

    /// Give more; it is called as long as [`Self::has_more`] is true.
    ///
    /// # Errors
    /// As for [`Self::push`].
    fn more(&mut self) -> Result<Vec<Batch>, Problem> {
        Ok(Vec::new())
    }
}

/// A stage whose command is not known by its type.
trait Stage {
    fn push(&mut self, rows: Batch) -> Result<Vec<Batch>, Problem>;
    fn finish(&mut self) -> Result<Vec<Batch>, Problem>;
    fn has_more(&self) -> bool;
    fn more(&mut self) -> Result<Vec<Batch>, Problem>;
}

impl<C: Command> Stage for C {
    fn push(&mut self, rows: Batch) -> Result<Vec<Batch>, Problem> {
        Command::push(self, rows)
    }

    fn finish(&mut self) -> Result<Vec<Batch>, Problem> {
        Command::finish(self)
    }

    fn has_more(&self) -> bool {
        Command::has_more(self)
    }

    fn more(&mut self) -> Result<Vec<Batch>, Problem> {
        Command::more(self)
    }
}

type Opened = Result<Box<dyn Stage>, Problem>;

/// A command as [`crate::export!`] lists it.
#[derive(Clone, Copy)]
pub struct Entry {
    name: &'static str,
    describe: fn() -> Description,
    output: fn(&Call, &Schema) -> Result<Schema, Problem>,
    open: fn(&Call, &Schema) -> Opened,
}

impl Entry {
    /// The entry of `C`.
    pub const fn of<C: Command>() -> Self {
        Self {
            name: C::NAME,
            describe: C::describe,
            output: C::output,
            open: |call, input| Ok(Box::new(C::open(call, input)?)),
        }
    }
}

/// All that a plugin is, as [`crate::export!`] makes it.
#[derive(Clone, Copy)]
pub struct Plugin {
    /// Its name.
    pub name: &'static str,
    /// Its version.
    pub version: &'static str,
    /// What it is for.
    pub summary: &'static str,
    /// Its commands.
    pub commands: &'static [Entry],
    /// What it wants of the outside.
    pub wants: &'static [Want],
    /// What `discover` may ask hosts by it.
    pub probes: &'static [Probe],
    /// What `open` and `save` know by it.
    pub formats: &'static [Format],
    /// Where hosts may be listed by it.
    pub inventories: &'static [Inventory],
}

impl Plugin {
    /// What `describe` gives.
    pub fn manifest(&self) -> wit::Manifest {
        let commands = self.commands.iter();
        wit::Manifest {
            name: self.name.to_owned(),
            version: self.version.to_owned(),
            summary: self.summary.to_owned(),
            commands: commands.map(|command| (command.describe)().into_wit(command.name)).collect(),
            wants: self.wants.iter().copied().map(Want::to_wit).collect(),
            probes: self.probes.iter().copied().map(Probe::to_wit).collect(),
            formats: self.formats.iter().copied().map(Format::to_wit).collect(),
            inventories: self.inventories.iter().copied().map(Inventory::to_wit).collect(),
        }
    }

    /// What `output` gives.
    ///
    /// # Errors
    /// As for [`Command::output`].
    pub fn output(
        &self,
        call: wit::Invocation,
        input: Vec<wit::ColumnType>,
    ) -> Result<Vec<wit::ColumnType>, wit::Problem> {
        let (entry, call, input) = self.known(call, input)?;
        (entry.output)(&call, &input).map(Schema::into_wit).map_err(Problem::into_wit)
    }

    /// A new stage.
    ///
    /// # Errors
    /// As for [`Command::open`].
    pub fn open(
        &self,
        call: wit::Invocation,
        input: Vec<wit::ColumnType>,
    ) -> Result<Running, wit::Problem> {
        let (entry, call, input) = self.known(call, input)?;
        (entry.open)(&call, &input)
            .map(|stage| Running(RefCell::new(stage)))
            .map_err(Problem::into_wit)
    }

    fn known(
        &self,
        call: wit::Invocation,
        input: Vec<wit::ColumnType>,
    ) -> Result<(&Entry, Call, Schema), wit::Problem> {
        let entry = self.commands.iter().find(|one| one.name == call.command);
        let entry = entry.ok_or_else(|| {
            Problem::new(format!("the plugin has no command `{}`", call.command)).into_wit()
        })?;
        let input = Schema::from_wit(input).map_err(|ty| {
            Problem::new(format!("columns of type {ty} are not known to this plugin")).into_wit()
        })?;
        Ok((entry, Call::from_wit(call), input))
    }
}

/// A stage at work.
pub struct Running(RefCell<Box<dyn Stage>>);

impl Running {
    /// What `push` gives.
    ///
    /// # Errors
    /// As for [`Command::push`].
    pub fn push(&self, rows: wit::Batch) -> Result<wit::Given, wit::Problem> {
        self.given(|stage| stage.push(Batch::from_wit(rows)))
    }

    /// What `finish` gives.
    ///
    /// # Errors
    /// As for [`Command::finish`].
    pub fn finish(&self) -> Result<wit::Given, wit::Problem> {
        self.given(|stage| stage.finish())
    }

    /// What `more` gives.
    ///
    /// # Errors
    /// As for [`Command::more`].
    pub fn more(&self) -> Result<wit::Given, wit::Problem> {
        self.given(|stage| stage.more())
    }

    fn given(
        &self,
        call: impl FnOnce(&mut dyn Stage) -> Result<Vec<Batch>, Problem>,
    ) -> Result<wit::Given, wit::Problem> {
        let mut stage = self.0.borrow_mut();
        let batches = call(&mut **stage).map_err(Problem::into_wit)?;
        let batches = batches.into_iter().map(Batch::into_wit).collect();
        Ok(wit::Given { batches, more: stage.has_more() })
    }
}

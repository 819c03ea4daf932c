//! One instance of a plugin, and the calls into it, whatever version of the interface it has.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use wasmtime::component::ResourceAny;
use wasmtime::{AsContextMut, Store, StoreContextMut, UpdateDeadline};

use super::compile::Component;
use super::engine::Ticking;
use super::failure::Failure;
use super::limits::{self, Stop, Usage};
use super::notation;
use super::services::Services;
use super::wit::{Batch, ColumnType, Given, Invocation, Manifest, Plugin2, v0_1};
use crate::effect::Cancel;

/// What an instance has beside it.
pub struct State {
    usage: Usage,
    /// How many ticks the call at hand may still run through.
    ticks: u32,
    pub(super) cancel: Cancel,
    /// What it may call. None while it is only asked what it would do.
    pub(super) services: Option<Services>,
}

/// One instance. After an error it must not be used again.
pub struct Guest {
    store: Store<State>,
    exports: Exports,
}

/// What it exports, by version.
enum Exports {
    V1(v0_1::Plugin),
    V2(Plugin2),
}

impl Guest {
    /// A new instance, which `cancel` ends. It may call nothing.
    pub async fn new(component: &Component, cancel: Cancel) -> Result<Self, Failure> {
        let state = State { usage: Usage::default(), ticks: 0, cancel, services: None };
        let mut store = Store::new(component.engine(), state);
        store.limiter(|state| &mut state.usage);
        store.epoch_deadline_callback(on_tick);
        store.set_max_component_handles(limits::HANDLES);
        let ticking = begin(&mut store, limits::ASK, limits::ANSWER)?;
        let exports = match component {
            Component::V1(plugin) => Exports::V1(plugin.instantiate_async(&mut store).await?),
            Component::V2(plugin) => Exports::V2(plugin.instantiate_async(&mut store).await?),
        };
        drop(ticking);
        Ok(Self { store, exports })
    }

    /// From here on it may call `services`.
    pub fn allow(&mut self, services: Services) {
        self.store.data_mut().services = Some(services);
    }

    /// What it may call, and what that has come to.
    pub fn services(&mut self) -> Option<&mut Services> {
        self.store.data_mut().services.as_mut()
    }

    /// What it says about itself.
    pub async fn describe(&mut self) -> Result<Manifest, Failure> {
        let (_ticking, store) =
            (begin(&mut self.store, limits::ASK, limits::ANSWER)?, &mut self.store);
        match &self.exports {
            Exports::V1(plugin) => {
                let manifest = plugin.rebe_plugin_commands().call_describe(store).await?;
                v0_1::manifest(manifest).map_err(Failure::Wants)
            }
            Exports::V2(plugin) => Ok(plugin.rebe_plugin_commands().call_describe(store).await?),
        }
    }

    /// The columns that a call yields.
    pub async fn output(
        &mut self,
        call: &Invocation,
        input: &[ColumnType],
    ) -> Result<Vec<ColumnType>, Failure> {
        let (_ticking, store) =
            (begin(&mut self.store, limits::ASK, limits::ANSWER)?, &mut self.store);
        match &self.exports {
            Exports::V1(plugin) => {
                if let Some(column) = nested(input) {
                    return Err(Failure::Host(notation::refused(&column.name, &column.ty)));
                }
                let (call, input) = (v0_1::invocation(call), v0_1::input(input));
                let commands = plugin.rebe_plugin_commands();
                let given = commands.call_output(store, &call, &input).await?;
                let promised = given.map(v0_1::promised).map_err(reported)?;
                match nested(&promised) {
                    Some(column) => Err(Failure::Forged(notation::unfit(column))),
                    None => Ok(promised),
                }
            }
            Exports::V2(plugin) => {
                let commands = plugin.rebe_plugin_commands();
                commands.call_output(store, call, input).await?.map_err(Failure::Reported)
            }
        }
    }

    /// Begin a stage.
    pub async fn open(
        &mut self,
        call: &Invocation,
        input: &[ColumnType],
    ) -> Result<ResourceAny, Failure> {
        let (_ticking, store) =
            (begin(&mut self.store, limits::WORK, limits::CROSSING)?, &mut self.store);
        match &self.exports {
            Exports::V1(plugin) => {
                let (call, input) = (v0_1::invocation(call), v0_1::input(input));
                let stage = plugin.rebe_plugin_commands().stage();
                stage.call_open(store, &call, &input).await?.map_err(reported)
            }
            Exports::V2(plugin) => {
                let stage = plugin.rebe_plugin_commands().stage();
                stage.call_open(store, call, input).await?.map_err(Failure::Reported)
            }
        }
    }

    /// Give a stage some rows.
    pub async fn push(&mut self, stage: ResourceAny, rows: Batch) -> Result<Given, Failure> {
        let (_ticking, store) =
            (begin(&mut self.store, limits::WORK, limits::CROSSING)?, &mut self.store);
        match &self.exports {
            Exports::V1(plugin) => {
                let commands = plugin.rebe_plugin_commands().stage();
                let rows = v0_1::pushed(rows);
                let given = commands.call_push(store, stage, &rows).await?;
                given.map(v0_1::given).map_err(reported)
            }
            Exports::V2(plugin) => {
                let commands = plugin.rebe_plugin_commands().stage();
                commands.call_push(store, stage, &rows).await?.map_err(Failure::Reported)
            }
        }
    }

    /// Say that no more rows come.
    pub async fn finish(&mut self, stage: ResourceAny) -> Result<Given, Failure> {
        let (_ticking, store) =
            (begin(&mut self.store, limits::WORK, limits::CROSSING)?, &mut self.store);
        match &self.exports {
            Exports::V1(plugin) => {
                let commands = plugin.rebe_plugin_commands().stage();
                commands.call_finish(store, stage).await?.map(v0_1::given).map_err(reported)
            }
            Exports::V2(plugin) => {
                let commands = plugin.rebe_plugin_commands().stage();
                commands.call_finish(store, stage).await?.map_err(Failure::Reported)
            }
        }
    }

    /// Have a stage go on with what it has begun.
    pub async fn more(&mut self, stage: ResourceAny) -> Result<Given, Failure> {
        let (_ticking, store) =
            (begin(&mut self.store, limits::WORK, limits::CROSSING)?, &mut self.store);
        match &self.exports {
            // It never says that there is more.
            Exports::V1(_) => Ok(Given { batches: Vec::new(), more: false }),
            Exports::V2(plugin) => {
                let commands = plugin.rebe_plugin_commands().stage();
                commands.call_more(store, stage).await?.map_err(Failure::Reported)
            }
        }
    }
}

/// A column of lists, records or tables, which version 0.1 does not have.
fn nested(columns: &[ColumnType]) -> Option<&ColumnType> {
    columns.iter().find(|column| column.ty.contains('<'))
}

fn reported(problem: v0_1::Problem) -> Failure {
    Failure::Reported(v0_1::problem(problem))
}

/// Before each call: what it may use up.
fn begin(store: &mut Store<State>, ticks: u32, bytes: usize) -> Result<Ticking, Failure> {
    if store.data().cancel.is_cancelled() {
        return Err(Failure::Stopped(Stop::Cancelled));
    }
    store.data_mut().ticks = ticks;
    store.set_epoch_deadline(1);
    store.as_context_mut().set_hostcall_fuel(bytes);
    Ok(Ticking::start()?)
}

/// At each tick that a guest runs through: whether it goes on, after others had their turn.
fn on_tick(mut store: StoreContextMut<'_, State>) -> wasmtime::Result<UpdateDeadline> {
    let state = store.data_mut();
    if state.cancel.is_cancelled() {
        return Err(wasmtime::Error::new(Stop::Cancelled));
    }
    match state.ticks.checked_sub(1) {
        Some(left) => state.ticks = left,
        None => return Err(wasmtime::Error::new(Stop::Time)),
    }
    Ok(UpdateDeadline::Yield(1))
}

/// Run `work` to its end on this thread. For questions that are asked while a text is checked: no
/// service is there then, so guests wait for nothing, and whoever polls them makes them go on.
pub fn drive<T>(work: impl Future<Output = T>) -> T {
    let mut work = pin!(work);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(done) = work.as_mut().poll(&mut context) {
            return done;
        }
    }
}

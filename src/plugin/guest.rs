//! One instance of a plugin, and the calls into it.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use wasmtime::component::ResourceAny;
use wasmtime::{Store, StoreContextMut, UpdateDeadline};

use super::engine::Ticking;
use super::failure::Failure;
use super::limits::{self, Stop, Usage};
use super::wit::{Batch, ColumnType, Invocation, Manifest, Plugin, PluginPre};
use crate::effect::Cancel;

/// What an instance has beside it.
pub struct State {
    usage: Usage,
    /// How many ticks the call at hand may still run through.
    ticks: u32,
    cancel: Cancel,
}

/// One instance. After an error it must not be used again.
pub struct Guest {
    store: Store<State>,
    plugin: Plugin,
}

impl Guest {
    /// A new instance, which `cancel` ends.
    pub async fn new(plugin: &PluginPre<State>, cancel: Cancel) -> Result<Self, Failure> {
        let state = State { usage: Usage::default(), ticks: 0, cancel };
        let mut store = Store::new(plugin.engine(), state);
        store.limiter(|state| &mut state.usage);
        store.epoch_deadline_callback(on_tick);
        store.set_max_component_handles(limits::HANDLES);
        let ticking = begin(&mut store, limits::ASK, limits::ANSWER)?;
        let plugin = plugin.instantiate_async(&mut store).await?;
        drop(ticking);
        Ok(Self { store, plugin })
    }

    /// What it says about itself.
    pub async fn describe(&mut self) -> Result<Manifest, Failure> {
        let _ticking = begin(&mut self.store, limits::ASK, limits::ANSWER)?;
        let commands = self.plugin.rebe_plugin_commands();
        Ok(commands.call_describe(&mut self.store).await?)
    }

    /// The columns that a call yields.
    pub async fn output(
        &mut self,
        call: &Invocation,
        input: &[ColumnType],
    ) -> Result<Vec<ColumnType>, Failure> {
        let _ticking = begin(&mut self.store, limits::ASK, limits::ANSWER)?;
        let commands = self.plugin.rebe_plugin_commands();
        let given = commands.call_output(&mut self.store, call, input).await?;
        given.map_err(Failure::Reported)
    }

    /// Begin a stage.
    pub async fn open(
        &mut self,
        call: &Invocation,
        input: &[ColumnType],
    ) -> Result<ResourceAny, Failure> {
        let _ticking = begin(&mut self.store, limits::WORK, limits::ANSWER)?;
        let stage = self.plugin.rebe_plugin_commands().stage();
        let given = stage.call_open(&mut self.store, call, input).await?;
        given.map_err(Failure::Reported)
    }

    /// Give a stage some rows.
    pub async fn push(&mut self, stage: ResourceAny, rows: &Batch) -> Result<Vec<Batch>, Failure> {
        let _ticking = begin(&mut self.store, limits::WORK, limits::GIVEN)?;
        let commands = self.plugin.rebe_plugin_commands().stage();
        let given = commands.call_push(&mut self.store, stage, rows).await?;
        given.map_err(Failure::Reported)
    }

    /// Say that no more rows come.
    pub async fn finish(&mut self, stage: ResourceAny) -> Result<Vec<Batch>, Failure> {
        let _ticking = begin(&mut self.store, limits::WORK, limits::GIVEN)?;
        let commands = self.plugin.rebe_plugin_commands().stage();
        let given = commands.call_finish(&mut self.store, stage).await?;
        given.map_err(Failure::Reported)
    }
}

/// Before each call: what it may use up.
fn begin(store: &mut Store<State>, ticks: u32, bytes: usize) -> Result<Ticking, Failure> {
    if store.data().cancel.is_cancelled() {
        return Err(Failure::Stopped(Stop::Cancelled));
    }
    store.data_mut().ticks = ticks;
    store.set_epoch_deadline(1);
    store.set_hostcall_fuel(bytes);
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

/// Run `work` to its end on this thread. For questions that are asked while a text is checked:
/// guests wait for nothing, so whoever polls them makes them go on.
pub fn drive<T>(work: impl Future<Output = T>) -> T {
    let mut work = pin!(work);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(done) = work.as_mut().poll(&mut context) {
            return done;
        }
    }
}

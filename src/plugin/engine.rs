//! The engines that all plugins share, and the clock that interrupts guests.

use std::sync::{Condvar, LazyLock, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread;

use wasmtime::{Config, Enabled, Engine, PoolingAllocationConfig};

use super::limits;
use crate::diag::{Diagnostic, Result, codes};

/// Where instances have their memories, tables and stacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In room that is set aside once and used again and again: a new mapping takes longer than most
    /// calls. What one has left there is wiped before the next one comes.
    Pool,
    /// In a place of their own, for those that come when the pool is full.
    Own,
}

static POOL: OnceLock<Option<Engine>> = OnceLock::new();
static OWN: OnceLock<Option<Engine>> = OnceLock::new();

/// The engine of instances at `place`, made when the first plugin is loaded.
pub fn engine(place: Place) -> Result<&'static Engine> {
    let mut config = Config::new();
    config.epoch_interruption(true);
    let made = match place {
        Place::Own => OWN.get_or_init(|| Engine::new(&config).ok()),
        Place::Pool => POOL.get_or_init(|| {
            let plain = config.clone();
            config.allocation_strategy(pool());
            // A machine may have too little room even for what is only set aside.
            Engine::new(&config).or_else(|_| Engine::new(&plain)).ok()
        }),
    };
    made.as_ref().ok_or_else(|| {
        Diagnostic::error(codes::PLUGIN_INVALID, "this machine cannot run plugins")
            .help("WASM needs a processor and a system that its compiler knows")
            .into()
    })
}

/// Bytes of an instance's memory, and of its table, that stay there for the next one.
const KEPT: usize = 1 << 20;

fn pool() -> PoolingAllocationConfig {
    let mut pool = PoolingAllocationConfig::default();
    let parts = limits::INSTANCES * 2;
    pool.total_component_instances(limits::INSTANCES)
        .total_stacks(limits::INSTANCES)
        .total_core_instances(limits::INSTANCES * 8)
        .total_memories(parts)
        .total_tables(parts)
        .max_memories_per_module(limits::PARTS)
        .max_tables_per_module(limits::PARTS)
        .max_memory_size(limits::MEMORY)
        .table_elements(limits::TABLE)
        // What is small is wiped and kept, for the system takes its time to give it anew.
        .pagemap_scan(Enabled::Auto)
        .linear_memory_keep_resident(KEPT)
        .table_keep_resident(KEPT);
    pool
}

/// Guests are interrupted at every tick as long as one of these is there.
pub struct Ticking(());

/// The guests that are at work.
struct AtWork {
    guests: usize,
    /// Whether nobody looks after them, for there were none.
    resting: bool,
}

static AT_WORK: Mutex<AtWork> = Mutex::new(AtWork { guests: 0, resting: false });
static BEGUN: Condvar = Condvar::new();

fn at_work() -> MutexGuard<'static, AtWork> {
    AT_WORK.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Ticking {
    /// Begin to tick. The thread that does it sleeps for good while no guest is at work.
    ///
    /// # Errors
    /// The system gives no thread: a guest that nobody can stop must not run.
    pub fn start() -> Result<Self> {
        static THREAD: LazyLock<bool> = LazyLock::new(|| {
            thread::Builder::new().name("plugin ticks".to_owned()).spawn(tick).is_ok()
        });
        if !*THREAD {
            let message = "the system gives no thread to watch a plugin with";
            return Err(Diagnostic::error(codes::PLUGIN_LIMIT, message).into());
        }
        let mut work = at_work();
        work.guests += 1;
        // Most calls are over before the next tick, and waking a thread takes longer than they do.
        if work.resting {
            BEGUN.notify_one();
        }
        Ok(Self(()))
    }
}

impl Drop for Ticking {
    fn drop(&mut self) {
        at_work().guests -= 1;
    }
}

fn tick() {
    loop {
        let mut work = at_work();
        while work.guests == 0 {
            work.resting = true;
            work = BEGUN.wait(work).unwrap_or_else(PoisonError::into_inner);
        }
        work.resting = false;
        drop(work);
        thread::sleep(limits::TICK);
        let engines = [&POOL, &OWN].into_iter().filter_map(|engine| engine.get()?.as_ref());
        engines.for_each(Engine::increment_epoch);
    }
}

//! The engine that all plugins share, and the clock that interrupts guests.

use std::sync::{Condvar, LazyLock, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread;

use wasmtime::{Config, Engine};

use super::limits;
use crate::diag::{Diagnostic, Result, codes};

/// The engine, made when the first plugin is loaded.
pub fn engine() -> Result<&'static Engine> {
    static ENGINE: OnceLock<Option<Engine>> = OnceLock::new();
    let made = ENGINE.get_or_init(|| {
        let mut config = Config::new();
        config.epoch_interruption(true);
        Engine::new(&config).ok()
    });
    made.as_ref().ok_or_else(|| {
        Diagnostic::error(codes::PLUGIN_INVALID, "this machine cannot run plugins")
            .help("WASM needs a processor and a system that its compiler knows")
            .into()
    })
}

/// Guests are interrupted at every tick as long as one of these is there.
pub struct Ticking(());

/// How many guests are at work.
static AT_WORK: Mutex<usize> = Mutex::new(0);
static BEGUN: Condvar = Condvar::new();

fn at_work() -> MutexGuard<'static, usize> {
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
        *at_work() += 1;
        BEGUN.notify_one();
        Ok(Self(()))
    }
}

impl Drop for Ticking {
    fn drop(&mut self) {
        *at_work() -= 1;
    }
}

fn tick() {
    loop {
        let idle = |working: &mut usize| *working == 0;
        drop(BEGUN.wait_while(at_work(), idle));
        thread::sleep(limits::TICK);
        if let Ok(engine) = engine() {
            engine.increment_epoch();
        }
    }
}

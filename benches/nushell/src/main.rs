//! A plugin of Nushell that gives its rows back, by the library that all of them use.

use nu_plugin::{
    EngineInterface, EvaluatedCall, MsgPackSerializer, Plugin, PluginCommand, serve_plugin,
};
use nu_protocol::{LabeledError, PipelineData, Signature, Type};

struct Echo;

impl Plugin for Echo {
    fn version(&self) -> String {
        env!("CARGO_PKG_VERSION").into()
    }

    fn commands(&self) -> Vec<Box<dyn PluginCommand<Plugin = Self>>> {
        vec![Box::new(Back)]
    }
}

struct Back;

impl PluginCommand for Back {
    type Plugin = Echo;

    fn name(&self) -> &str {
        "nushell echo"
    }

    fn description(&self) -> &str {
        "give rows back"
    }

    fn signature(&self) -> Signature {
        Signature::build(self.name()).input_output_type(Type::table(), Type::table())
    }

    fn run(
        &self,
        _: &Echo,
        _: &EngineInterface,
        _: &EvaluatedCall,
        input: PipelineData,
    ) -> Result<PipelineData, LabeledError> {
        Ok(input)
    }
}

fn main() {
    serve_plugin(&Echo, MsgPackSerializer);
}

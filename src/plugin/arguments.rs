//! The arguments of a call, as a plugin gets them.

use super::wit::{Argument, Invocation, Value as Given};
use crate::command::{ArgKind, Args, Shape, Signature};
use crate::value::{Type, Value};

/// The call of `signature` with `args`; none while a value of it is not known.
pub fn invocation(signature: &Signature, args: &Args) -> Option<Invocation> {
    let params = signature.params.iter().map(|param| (param.name, Some(param.shape)));
    let flags = signature.flags.iter().map(|flag| (flag.name, flag.shape));
    let mut arguments = Vec::new();
    for (name, shape) in params.chain(flags) {
        let values = args.all(name).iter().map(|arg| match &arg.kind {
            ArgKind::Value(value) => given(value, shape),
            _ => None,
        });
        let values = values.collect::<Option<Vec<_>>>()?;
        if !values.is_empty() {
            arguments.push(Argument { name: name.to_owned(), values });
        }
    }
    Some(Invocation { command: signature.name.to_owned(), arguments })
}

fn given(value: &Value, shape: Option<Shape>) -> Option<Given> {
    Some(match value {
        #[expect(clippy::cast_precision_loss, reason = "ints fit where floats are wanted")]
        Value::Int { val, .. } if shape == Some(Shape::Value(&Type::Float)) => {
            Given::Float(*val as f64)
        }
        Value::Int { val, .. } => Given::Int(*val),
        Value::Float { val, .. } => Given::Float(*val),
        Value::Bool { val, .. } => Given::Bool(*val),
        Value::String { val, .. } => Given::Text(val.clone()),
        Value::Duration { val, .. } => Given::Duration(*val),
        Value::Filesize { val, .. } => Given::Filesize(val.get()),
        // No shape of a plugin has other values.
        _ => return None,
    })
}

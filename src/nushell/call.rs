//! One call of a command: what is sent, and what is made of the answer.

use std::path::Path;

use futures_executor::block_on;
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Either, select};
use nu_plugin_protocol::{
    CallInfo, EvaluatedCall, ListStreamInfo, PipelineDataHeader, PluginCall, PluginCallResponse,
    PluginInput, PluginOutput, StreamData, StreamId,
};
use nu_protocol::{ByteStreamType, ShellError, Span, Spanned, SyntaxShape};

use super::engine::{Engine, place, reported};
use super::feed::{Feeding, STREAM, Table};
use super::signature::{Fitted, Named};
use super::talk::{Asked, Broken, Talk, converse, forged};
use super::values::Unfit;
use super::{limits, values};
use crate::command::{Arg, Args, Context};
use crate::diag::{Diagnostic, Result, codes};
use crate::plugin::plain;
use crate::source::Span as Place;
use crate::value::{Data, Type, Value, conform, scalar};

/// The number of the one call that a process gets.
const CALL: usize = 0;

/// Lines that it prints to its errors and that are shown.
const NOTES: usize = 20;

/// What is called with what.
pub struct Call {
    info: EvaluatedCall,
    name: &'static str,
    places: Vec<Place>,
    engine: Engine,
    /// What was promised of the result.
    promised: Type,
}

/// The input of a call.
enum Input {
    Nothing,
    Value(Value),
    Later(BoxFuture<'static, Result<Value>>),
    Table(Table),
}

/// The arguments of a call, and where they were written.
#[derive(Default)]
struct Given {
    positional: Vec<Value>,
    named: Vec<(Spanned<String>, Option<Value>)>,
    places: Vec<Place>,
}

impl Call {
    /// That of the command with `args`.
    ///
    /// # Errors
    /// An argument cannot be passed on.
    pub fn new(fitted: &Fitted, args: &Args, engine: Engine, promised: Type) -> Result<Self> {
        let home = engine.world.environment.home();
        let mut given = Given::default();
        for (name, shape) in &fitted.positional {
            for arg in args.all(name) {
                let at = given.place_of(arg);
                let value = value_of(arg, shape, home.as_deref())?;
                given.positional.push(value.with_span(at));
            }
        }
        for Named { name, shape, .. } in &fitted.named {
            let Some(arg) = args.first(name) else { continue };
            let at = given.place_of(arg);
            let value = shape.as_ref().map(|shape| value_of(arg, shape, home.as_deref()));
            let value = value.transpose()?.map(|value| value.with_span(at));
            given.named.push((Spanned { item: (*name).to_owned(), span: at }, value));
        }
        let Given { positional, named, places } = given;
        let info = EvaluatedCall { head: place(0), positional, named };
        Ok(Self { info, name: fitted.signature.name, places, engine, promised })
    }

    /// What comes of it when `data` flows in.
    pub fn run(self, asked: Asked, data: Data, context: &Context) -> Data {
        let input = match data {
            Data::Nothing => Input::Nothing,
            Data::Value(value) => Input::Value(value),
            Data::Pending(_, value) => Input::Later(value),
            Data::Frame(frame) => Input::Table(Table::Frame(Box::new(frame))),
            Data::Chunks(chunks) => Input::Table(Table::Chunks(chunks)),
        };
        let (promised, observer, who) =
            (self.promised.clone(), context.observer.clone(), asked.who.clone());
        let (limits, cancel) = (context.limits.clone(), context.cancel.clone());
        let world = self.engine.world.clone();
        let said = converse(asked, &world, &limits, limits::MESSAGES, cancel, move |talk| {
            self.talk(talk, input)
        });
        let value = said.map(move |said| {
            let (value, errors) = said?;
            // What it prints beside its rows is for people.
            let lines = errors.lines().filter(|line| !line.trim().is_empty());
            let lines = lines.collect::<Vec<_>>();
            lines.iter().take(NOTES).for_each(|line| observer.note(&who, &plain(line, 400)));
            if let Some(more) = lines.len().checked_sub(NOTES).filter(|more| *more > 0) {
                observer.note(&who, &format!("and {more} lines more"));
            }
            Ok(value)
        });
        Data::Pending(promised, value.boxed())
    }

    /// The whole conversation.
    fn talk(self, talk: &mut Talk, input: Input) -> Result<Value, Broken> {
        let (header, table) = match input {
            Input::Nothing => (PipelineDataHeader::Empty, None),
            Input::Value(value) => (header(value), None),
            Input::Later(value) => (header(later(value, talk)?), None),
            Input::Table(table) => {
                let info = ListStreamInfo::new(STREAM, place(0));
                (PipelineDataHeader::list_stream(info), Some(table))
            }
        };
        let info = CallInfo { name: self.name.to_owned(), call: self.info.clone(), input: header };
        talk.voice.say(&PluginInput::Call(CALL, PluginCall::Run(info)))?;
        let voice = talk.voice.clone();
        let feeding = table.map(|table| Feeding::start(table, voice, &talk.cancel)).transpose()?;
        let mut heard = Heard::default();
        while heard.whole.is_none() {
            let message = talk.hear()?;
            self.hear(message, talk, feeding.as_ref(), &mut heard)?;
        }
        drop(feeding);
        let value = heard.whole.unwrap_or_else(scalar::null);
        Ok(self.checked(value, talk.who())?)
    }

    /// One message.
    fn hear(
        &self,
        message: PluginOutput,
        talk: &Talk,
        feeding: Option<&Feeding>,
        heard: &mut Heard,
    ) -> Result<(), Broken> {
        match message {
            PluginOutput::CallResponse(CALL, response) if heard.stream.is_none() => {
                match response {
                    PluginCallResponse::Ok
                    | PluginCallResponse::PipelineData(PipelineDataHeader::Empty) => {
                        heard.whole = Some(scalar::null());
                    }
                    PluginCallResponse::PipelineData(PipelineDataHeader::Value(value, _)) => {
                        heard.whole = Some(self.given(value, talk)?);
                    }
                    PluginCallResponse::PipelineData(PipelineDataHeader::ListStream(info)) => {
                        heard.stream = Some((info.id, None));
                    }
                    PluginCallResponse::PipelineData(PipelineDataHeader::ByteStream(info)) => {
                        heard.stream = Some((info.id, Some(info.type_)));
                    }
                    PluginCallResponse::Error(error) => return Err(self.reported(error, talk)),
                    _ => return Err(talk.forged("an answer to another question")),
                }
            }
            PluginOutput::Data(id, data) => match (heard.stream, data) {
                (Some((of, None)), StreamData::List(value)) if of == id => {
                    heard.items.push(self.given(value, talk)?);
                    talk.voice.say(&PluginInput::Ack(id))?;
                }
                (Some((of, Some(_))), StreamData::Raw(Ok(bytes))) if of == id => {
                    heard.bytes.extend_from_slice(&bytes);
                    talk.voice.say(&PluginInput::Ack(id))?;
                }
                (Some((of, Some(_))), StreamData::Raw(Err(error))) if of == id => {
                    return Err(Broken::Problem(reported(error, talk.who(), &self.places)));
                }
                _ => return Err(talk.forged("a part of nothing")),
            },
            PluginOutput::End(id) if heard.stream.is_some_and(|(of, _)| of == id) => {
                talk.voice.say(&PluginInput::Drop(id))?;
                heard.end().map_err(|wrong| talk.forged(&wrong))?;
            }
            PluginOutput::Ack(STREAM) => feeding.iter().for_each(|feeding| feeding.taken()),
            PluginOutput::Drop(STREAM) => feeding.iter().for_each(|feeding| feeding.close()),
            PluginOutput::EngineCall { id, call, .. } => {
                talk.voice.say(&self.engine.answer(id, &call))?;
            }
            PluginOutput::Option(_) => {}
            _ => return Err(talk.forged("an answer to nothing")),
        }
        Ok(())
    }

    /// A value as it was given; an error among values ends the call.
    fn given(&self, value: Value, talk: &Talk) -> Result<Value, Broken> {
        values::ours(value).map_err(|unfit| match unfit {
            Unfit::Error(error) => self.reported(*error, talk),
            Unfit::Foreign(what) => talk.forged(&what),
        })
    }

    fn reported(&self, error: ShellError, talk: &Talk) -> Broken {
        Broken::Problem(reported(error.into(), talk.who(), &self.places))
    }

    /// A value of one type all through, and of the one that was promised.
    fn checked(&self, value: Value, who: &str) -> Result<Value> {
        let ty = conform(&value).map_err(|problem| forged(who, &problem.message))?;
        if ty.fits(&self.promised) {
            return Ok(value);
        }
        let what = format!("a value of type {ty}, where {} was promised", self.promised);
        Err(forged(who, &plain(&what, 300)))
    }
}

impl Given {
    /// The place of `arg`, which is the next one.
    fn place_of(&mut self, arg: &Arg) -> Span {
        self.places.push(arg.span);
        place(self.places.len())
    }
}

/// The value of `arg` as one of this shape.
///
/// # Errors
/// It cannot be passed on.
pub fn value_of(arg: &Arg, shape: &SyntaxShape, home: Option<&Path>) -> Result<Value> {
    let value = arg.to_value().ok_or("this cannot be passed on to a program");
    let value = value.map_err(str::to_owned).and_then(|value| values::argument(value, shape, home));
    value.map_err(|wrong| {
        Diagnostic::error(codes::BAD_ARGUMENT, wrong)
            .at(arg.span, "")
            .help("plugins of Nushell are given values: texts, numbers, lists, records")
            .into()
    })
}

/// What was heard of the answer so far.
#[derive(Default)]
struct Heard {
    /// The stream that brings it, and what its bytes are if it is one of bytes.
    stream: Option<(StreamId, Option<ByteStreamType>)>,
    items: Vec<Value>,
    bytes: Vec<u8>,
    /// All of it.
    whole: Option<Value>,
}

impl Heard {
    /// The stream has ended.
    fn end(&mut self) -> Result<(), String> {
        let bytes = std::mem::take(&mut self.bytes);
        self.whole = Some(match self.stream {
            Some((_, Some(ByteStreamType::Binary))) => scalar::binary(bytes),
            Some((_, Some(ByteStreamType::String))) => match String::from_utf8(bytes) {
                Ok(text) => scalar::text(text),
                Err(_) => return Err("a text that is no UTF-8".to_owned()),
            },
            Some((_, Some(ByteStreamType::Unknown))) => match String::from_utf8(bytes) {
                Ok(text) => scalar::text(text),
                Err(error) => scalar::binary(error.into_bytes()),
            },
            _ => scalar::list(std::mem::take(&mut self.items)),
        });
        Ok(())
    }
}

fn header(value: Value) -> PipelineDataHeader {
    match value {
        Value::Nothing { .. } => PipelineDataHeader::Empty,
        value => PipelineDataHeader::value(value.with_span(place(0))),
    }
}

/// The input once it is there, unless nobody waits for it any more.
fn later(value: BoxFuture<'static, Result<Value>>, talk: &Talk) -> Result<Value, Broken> {
    let gone = Box::pin(talk.cancel.cancelled());
    match block_on(select(value, gone)) {
        Either::Left((value, _)) => Ok(value?),
        Either::Right(_) => Err(Broken::Ended),
    }
}

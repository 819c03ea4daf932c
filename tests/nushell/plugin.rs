//! A plugin of Nushell as tests want one: some of its commands are useful, and others do all that a
//! program can do wrong.
#![expect(clippy::print_stderr, clippy::unwrap_used, reason = "it is a program that may fail")]
#![expect(clippy::disallowed_methods, reason = "it ends where it is, and leaves children behind")]

use std::collections::HashMap;
use std::io::{self, BufRead, Write};
use std::process::exit;
use std::thread::sleep;
use std::time::Duration;

use nu_plugin_core::{Encoder, EncodingType};
use nu_plugin_protocol::{
    ByteStreamInfo, CallInfo, EngineCall, EngineCallResponse, ListStreamInfo, PipelineDataHeader,
    PluginCall, PluginCallResponse, PluginInput, PluginOutput, ProtocolInfo, StreamData, StreamId,
};
use nu_protocol::engine::Closure;
use nu_protocol::shell_error::generic::GenericError;
use nu_protocol::{
    BlockId, ByteStreamType, Id, LabeledError, PluginExample, PluginMetadata, PluginSignature,
    ShellError, Signature, Span, SyntaxShape, Type, Value,
};

/// The stream that is given back.
const STREAM: StreamId = 7;

struct Plugin {
    encoding: EncodingType,
    input: io::StdinLock<'static>,
}

fn main() {
    let mut words = std::env::args();
    let name = words.next().unwrap_or_default();
    if !words.any(|word| word == "--stdio") {
        eprintln!("it is run by a shell");
        exit(1);
    }
    if name.ends_with("_silent") {
        sleep(Duration::from_secs(600));
    }
    if name.ends_with("_dead") {
        eprintln!("no license");
        exit(3);
    }
    let encoding: &[u8] = if name.ends_with("_json") { b"json" } else { b"msgpack" };
    let encoding = if name.ends_with("_odd") { b"morse" } else { encoding };
    let mut start = vec![u8::try_from(encoding.len()).unwrap()];
    start.extend_from_slice(encoding);
    io::stdout().write_all(&start).unwrap();
    io::stdout().flush().unwrap();
    let Some(encoding) = EncodingType::try_from_bytes(encoding) else {
        sleep(Duration::from_secs(600));
        return;
    };
    let version = if name.ends_with("_old") { "0.42.0" } else { "0.115.1" };
    let mut plugin = Plugin { encoding, input: io::stdin().lock() };
    let hello = ProtocolInfo { version: version.to_owned(), ..ProtocolInfo::default() };
    plugin.say(&PluginOutput::Hello(hello));
    while let Some(message) = plugin.hear() {
        plugin.answer(message);
    }
}

fn signature(name: &str, input: Type, output: Type) -> PluginSignature {
    let signature = Signature::new(name).add_help().description(format!("Tries {name}."));
    PluginSignature::new(signature.input_output_type(input, output), Vec::new())
}

fn signatures() -> Vec<PluginSignature> {
    let any = || (Type::Any, Type::Any);
    let plain = [
        "echo", "error", "pointing", "closure", "deep", "twice", "mixed", "crash", "hang", "flood",
        "garble", "unasked", "asking", "loud", "leaving",
    ];
    let mut all = plain.map(|name| signature(&format!("tryout {name}"), any().0, any().1)).to_vec();
    let mut greet = signature("tryout greet", Type::Nothing, Type::String);
    greet.sig = greet
        .sig
        .required("name", SyntaxShape::String, "Whom to greet.")
        .rest("more", SyntaxShape::String, "More of them.")
        .required_named("times", SyntaxShape::Int, "How often.", Some('t'))
        .named("path", SyntaxShape::CellPath, "Of what.", None)
        .switch("loudly", "As if far away.", Some('l'));
    let (example, description) = ("tryout greet Ada".to_owned(), "A greeting".to_owned());
    greet.examples.push(PluginExample { example, description, result: None });
    all.push(greet);
    all.push(signature("tryout lie", Type::Nothing, Type::String));
    all.push(signature("tryout text", Type::Nothing, Type::String));
    all.push(signature("tryout rows", Type::table(), Type::table()));
    let mut each = signature("tryout each", any().0, any().1);
    each.sig = each.sig.required("what", SyntaxShape::Closure(None), "What is done.");
    all.push(each);
    all.push(signature("where", any().0, any().1));
    all.push(signature("let it", any().0, any().1));
    all
}

impl Plugin {
    fn say(&self, message: &PluginOutput) {
        let mut bytes = Vec::new();
        self.encoding.encode(message, &mut bytes).unwrap();
        // Whoever listened may be gone.
        if io::stdout().write_all(&bytes).and_then(|()| io::stdout().flush()).is_err() {
            exit(0);
        }
    }

    fn hear(&mut self) -> Option<PluginInput> {
        if self.input.fill_buf().unwrap().is_empty() {
            return None;
        }
        self.encoding.decode(&mut self.input).unwrap()
    }

    fn respond(&self, id: usize, response: PluginCallResponse<PipelineDataHeader>) {
        self.say(&PluginOutput::CallResponse(id, response));
    }

    fn value(&self, id: usize, value: Value) {
        self.respond(id, PluginCallResponse::value(value));
    }

    fn answer(&mut self, message: PluginInput) {
        match message {
            PluginInput::Call(id, PluginCall::Metadata) => {
                let metadata = PluginMetadata::new().with_version("1.2.3");
                self.respond(id, PluginCallResponse::Metadata(metadata));
            }
            PluginInput::Call(id, PluginCall::Signature) => {
                self.respond(id, PluginCallResponse::Signature(signatures()));
            }
            PluginInput::Call(id, PluginCall::Run(call)) => self.run(id, call),
            PluginInput::Goodbye => exit(0),
            _ => {}
        }
    }

    fn run(&mut self, id: usize, call: CallInfo<PipelineDataHeader>) {
        let span = call.call.head;
        let words = call.name.split(' ').nth(1).unwrap_or_default().to_owned();
        match words.as_str() {
            "echo" | "rows" => self.echo(id, call.input),
            "greet" => {
                let texts = call.call.positional.iter().map(|value| value.as_str().unwrap());
                let texts = texts.collect::<Vec<_>>().join(" and ");
                let named = call.call.named.iter().map(|(name, value)| {
                    let value = value.as_ref().map(|value| format!("{value:?}").contains("Int"));
                    format!("{}={value:?}", name.item)
                });
                let named = named.collect::<Vec<_>>().join(",");
                self.value(id, Value::string(format!("hello {texts} ({named})"), span));
            }
            "error" => {
                let error = LabeledError::new("it is too late").with_help("come earlier");
                self.respond(id, PluginCallResponse::Error(error.into()));
            }
            "pointing" => {
                let error = GenericError::new("no such thing", "this one", span);
                let rows =
                    vec![Value::int(1, span), Value::error(ShellError::Generic(error), span)];
                self.value(id, Value::list(rows, span));
            }
            "closure" => {
                let block_id: BlockId = Id::new(1);
                let closure = Closure { block_id, captures: Vec::new() };
                self.value(id, Value::closure(closure, span));
            }
            "deep" => {
                let deep = (0..500).fold(Value::int(1, span), |v, _| Value::list(vec![v], span));
                self.value(id, deep);
            }
            "mixed" => {
                let items = vec![Value::int(1, span), Value::string("two", span)];
                self.value(id, Value::list(items, span));
            }
            "lie" => self.value(id, Value::int(1, span)),
            "twice" => {
                self.value(id, Value::int(1, span));
                self.value(id, Value::int(2, span));
            }
            "text" => {
                let info = ByteStreamInfo::new(STREAM, span, ByteStreamType::String);
                self.respond(
                    id,
                    PluginCallResponse::PipelineData(PipelineDataHeader::byte_stream(info)),
                );
                for piece in ["a first ", "and a second"] {
                    let data = StreamData::Raw(Ok(piece.as_bytes().to_vec()));
                    self.say(&PluginOutput::Data(STREAM, data));
                }
                self.say(&PluginOutput::End(STREAM));
            }
            "crash" => {
                eprintln!("\u{1b}[31mthe disk is on fire");
                exit(7);
            }
            "hang" => {
                // Not even the end of its input makes it go.
                sleep(Duration::from_secs(600));
            }
            "flood" => {
                // A text that never ends, in the other encoding.
                let start = b"\x81\xa4Data\x92\x07\x81\xa4List\x81\xa6String\x82\xa3val\xdb\xff\xff\xff\xff";
                io::stdout().write_all(start).unwrap();
                while io::stdout().write_all(&[b'a'; 1 << 16]).is_ok() {}
            }
            "garble" => {
                io::stdout().write_all(b"\xc1\xc1\xc1 what did you say?").unwrap();
                io::stdout().flush().unwrap();
                sleep(Duration::from_secs(600));
            }
            "unasked" => self.say(&PluginOutput::Data(99, StreamData::List(Value::int(1, span)))),
            "asking" => self.ask(id, span),
            "loud" => {
                eprintln!("half way there");
                eprintln!("\u{1b}[2Jdone");
                self.value(id, Value::int(1, span));
            }
            "leaving" => {
                // It has children that stay.
                let _ = std::process::Command::new("sleep").arg("612").spawn();
                self.value(id, Value::int(1, span));
                sleep(Duration::from_secs(600));
            }
            _ => exit(9),
        }
    }

    /// Give back what comes in.
    fn echo(&mut self, id: usize, input: PipelineDataHeader) {
        let PipelineDataHeader::ListStream(info) = input else {
            let response = PluginCallResponse::PipelineData(input);
            return self.respond(id, response);
        };
        let own = ListStreamInfo::new(STREAM, info.span);
        self.respond(id, PluginCallResponse::PipelineData(PipelineDataHeader::list_stream(own)));
        while let Some(message) = self.hear() {
            match message {
                PluginInput::Data(of, data) => {
                    self.say(&PluginOutput::Data(STREAM, data));
                    self.say(&PluginOutput::Ack(of));
                }
                PluginInput::End(of) => {
                    self.say(&PluginOutput::Drop(of));
                    return self.say(&PluginOutput::End(STREAM));
                }
                PluginInput::Goodbye => exit(0),
                _ => {}
            }
        }
    }

    /// Ask the shell what a plugin may ask, and give back what it says.
    fn ask(&mut self, id: usize, span: Span) {
        let calls = [
            EngineCall::GetConfig,
            EngineCall::GetPluginConfig,
            EngineCall::GetEnvVar("REBE_TRYOUT".to_owned()),
            EngineCall::GetCurrentDir,
            EngineCall::GetHelp,
            EngineCall::AddEnvVar("A".to_owned(), Value::int(1, span)),
            EngineCall::EnterForeground,
        ];
        let mut told = HashMap::new();
        for (at, call) in calls.into_iter().enumerate() {
            let name = call.name();
            self.say(&PluginOutput::EngineCall { context: id, id: at, call });
            let Some(PluginInput::EngineCallResponse(of, response)) = self.hear() else { exit(8) };
            assert_eq!(of, at);
            let text = match response {
                EngineCallResponse::Error(error) => format!("no: {error}"),
                EngineCallResponse::PipelineData(PipelineDataHeader::Value(value, _)) => {
                    value.coerce_into_string().unwrap()
                }
                EngineCallResponse::PipelineData(_) => "nothing".to_owned(),
                _ => "something".to_owned(),
            };
            told.insert(name, text);
        }
        let mut told = told.into_iter().collect::<Vec<_>>();
        told.sort_unstable();
        let record =
            told.into_iter().map(|(name, text)| (name.to_owned(), Value::string(text, span)));
        self.value(id, Value::record(record.collect(), span));
    }
}

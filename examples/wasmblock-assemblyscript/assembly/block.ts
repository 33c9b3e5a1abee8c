// A block type as a WebAssembly module, written in AssemblyScript: acme/cardnumber asks for a number and checks its last digit.
// It is a package for Scenarist together with manifest.json:
//
//   npm ci && npm run build
import { JSON } from "json-as";

export { scenarist_abi, scenarist_alloc, scenarist_execute } from "./abi";

// What this block reads of a call.
@json
class Config {
  question: string = "";
  digits: i32 = 16;
}

@json
class Event {
  kind: string = "";
  text: string = "";
}

@json
class Call {
  config: Config = new Config();
  event: Event | null = null;
}

// What it says of one.
@json
class Message {
  text: string = "";
}

@json
class Wait {
  accept: string[] = [];
}

@json
class Ask {
  messages: Message[] = [];
  wait: Wait = new Wait();
}

@json
class Outputs {
  number: string = "";
}

@json
class Leave {
  exit: string = "";
  outputs: Outputs = new Outputs();
}

// execute asks when the block is entered, and judges what comes.
export function execute(text: string): string {
  const call = JSON.parse<Call>(text);
  const event = call.event;
  if (event === null) {
    const ask = new Ask();
    const message = new Message();
    message.text = call.config.question;
    ask.messages.push(message);
    ask.wait.accept.push("text");
    return JSON.stringify(ask);
  }
  const leave = new Leave();
  leave.outputs.number = digitsOf(event.text);
  leave.exit = leave.outputs.number.length == call.config.digits && luhn(leave.outputs.number) ? "right" : "wrong";
  return JSON.stringify(leave);
}

function digitsOf(text: string): string {
  let out = "";
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c >= 48 && c <= 57) out += text.charAt(i);
  }
  return out;
}

// luhn: from the right, every second digit counts double, and its digits one by one; the sum must end in 0.
function luhn(digits: string): bool {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    let d = digits.charCodeAt(digits.length - 1 - i) - 48;
    if (i % 2 == 1) d = d > 4 ? d * 2 - 9 : d * 2;
    sum += d;
  }
  return sum % 10 == 0;
}

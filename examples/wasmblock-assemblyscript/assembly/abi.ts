// What every module in AssemblyScript needs; it can be copied as it is. The block itself is in block.ts.
import { execute } from "./block";

// Version 1 of the interface.
export function scenarist_abi(): i32 {
  return 1;
}

let call: StaticArray<u8> = new StaticArray<u8>(1);
let answer: ArrayBuffer = new ArrayBuffer(0);

export function scenarist_alloc(size: i32): usize {
  call = new StaticArray<u8>(size > 0 ? size : 1);
  return changetype<usize>(call);
}

// The call lies in what was allocated last; the answer is kept until the next call.
export function scenarist_execute(ptr: usize, size: i32): u64 {
  answer = String.UTF8.encode(execute(String.UTF8.decodeUnsafe(ptr, size)));
  return ((<u64>changetype<usize>(answer)) << 32) | <u64>answer.byteLength;
}

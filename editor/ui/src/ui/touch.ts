/** Whether one works with fingers: a field that takes the focus by itself would call the keyboard up over what there is to choose from. */
export const touch = window.matchMedia?.("(pointer: coarse)").matches ?? false;

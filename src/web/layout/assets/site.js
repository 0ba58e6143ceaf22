// Comfort for those whose browser runs scripts; every page works without.
'use strict';

// copy buttons: <button data-copy="ID" data-done="Copied"> copies the text of the element with that id
document.addEventListener('click', async (event) => {
  const button = event.target.closest('button[data-copy]');
  if (!button) return;
  const source = document.getElementById(button.dataset.copy);
  if (!source) return;
  const text = source.value ?? source.textContent;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // without the permission, the text is at least selected
    const range = document.createRange();
    range.selectNodeContents(source);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    return;
  }
  const before = button.textContent;
  button.textContent = button.dataset.done;
  setTimeout(() => { button.textContent = before; }, 1500);
});
for (const button of document.querySelectorAll('button[data-copy]')) button.hidden = false;

// questions before what cannot be taken back: <form data-ask="Really?">
document.addEventListener('submit', (event) => {
  const question = event.target.dataset.ask;
  if (question && !confirm(question)) event.preventDefault();
});

// filters apply as soon as something is chosen: <form data-auto>
document.addEventListener('change', (event) => {
  const form = event.target.closest('form[data-auto]');
  if (form && event.target.matches('select, input[type=checkbox], input[type=radio]')) form.requestSubmit();
});

// what goes on now: <div data-live="/live"> takes the words of the stream, which are words and never markup
for (const place of document.querySelectorAll('[data-live]')) {
  const stream = new EventSource(place.dataset.live);
  stream.addEventListener('run', (event) => {
    const said = JSON.parse(event.data);
    place.hidden = !said.text;
    const text = place.querySelector('[data-live-text]');
    if (text) text.textContent = said.text;
    const bar = place.querySelector('progress');
    if (bar) { bar.max = said.pages || 1; bar.value = said.done; }
  });
  stream.addEventListener('end', () => stream.close());
}

// a page that waits for a result looks again: <main data-again="3"> in seconds
const waits = document.querySelector('[data-again]');
if (waits) setTimeout(() => location.reload(), Number(waits.dataset.again) * 1000);

// numbers of organisations are looked at while one types: <input data-rule="ogrn" data-digits="…" …>; the server says the same
const ruleFault = (input) => {
  const text = input.value.trim();
  const says = input.dataset;
  if (!text) return '';
  if (!/^[0-9]+$/.test(text)) return says.digits;
  if (says.rule === 'ogrn') {
    if (text.length !== 13) return `${says.length}: ${text.length}.`;
    const right = Number(text.slice(0, 12)) % 11 % 10;
    if (Number(text[12]) !== right) return `${says.check} ${right}.`;
  }
  if (says.rule === 'oktmo' && text.length !== 8 && text.length !== 11) return `${says.length}: ${text.length}.`;
  if (says.rule === 'region' && !says.codes.split(' ').includes(text)) return says.unknown;
  return '';
};
const tellFault = (input, isDone) => {
  const place = document.getElementById(`wrong-${input.name}`);
  const fault = ruleFault(input);
  // while one still types, only what was wrong before is taken back
  if (!place || (fault && !isDone && place.hidden)) return;
  place.textContent = fault && `✗ ${fault}`;
  place.hidden = !fault;
  if (fault) input.setAttribute('aria-invalid', 'true'); else input.removeAttribute('aria-invalid');
};
document.addEventListener('input', (event) => { if (event.target.matches('[data-rule]')) tellFault(event.target, false); });
document.addEventListener('change', (event) => { if (event.target.matches('[data-rule]')) tellFault(event.target, true); });

// The board: cards are dragged or moved by keys; each drop is one request, and what comes back is how it stands.
const announce = (text) => { document.getElementById("announce").textContent = text; };
const cardsOf = (list) => [...list.querySelectorAll(":scope > [data-card]")];
const nextCard = (card) => {
  const next = card.nextElementSibling;
  return next && next.matches("[data-card]") ? next : null;
};
const spot = (card) => ({ list: card.parentElement, next: card.nextElementSibling });
const same = (one, other) => one.list === other.list && one.next === other.next;
const put = (card, where) => where.list.insertBefore(card, where.next);
const words = (card) => {
  const list = card.parentElement;
  return `${list.dataset.name}, ${cardsOf(list).indexOf(card) + 1} of ${cardsOf(list).length}`;
};

// What moves now: the card, where it was, and whether keys or a pointer move it.
let moving = null;
let focusAfter = "";

const lift = (card, by) => {
  moving = { card, by, home: spot(card) };
  card.classList.add(by === "keys" ? "hp-lifted" : "hp-dragged");
  document.body.classList.toggle("hp-dragging", by === "pointer");
};
const release = () => {
  const { card } = moving;
  card.classList.remove("hp-lifted", "hp-dragged");
  document.body.classList.remove("hp-dragging");
  moving = null;
  return card;
};
const cancel = () => {
  moving.stays = true;
  put(moving.card, moving.home);
  announce(`${moving.card.dataset.handle} stays in ${words(moving.card)}.`);
  return release();
};
const drop = () => {
  const { home, by } = moving;
  const card = release();
  if (same(home, spot(card))) {
    announce(`${card.dataset.handle} stays in ${words(card)}.`);
    return;
  }
  const board = card.closest("[data-board]");
  focusAfter = by === "keys" ? card.id : "";
  window.htmx.ajax("POST", board.dataset.move, {
    source: board,
    target: "#shortlist",
    swap: "outerHTML",
    values: {
      candidates: card.dataset.card,
      seen: card.dataset.seen,
      stage: card.parentElement.dataset.stage,
      // Below the last card: in front of the first that has none, or at the end.
      before: nextCard(card)?.dataset.card ?? card.parentElement.dataset.rest ?? 0,
      next: board.dataset.next,
    },
  });
};

// Keys: space or return lifts and drops, arrows move, escape leaves it where it was.
const step = {
  ArrowUp: (card) => ({ list: card.parentElement, next: card.previousElementSibling }),
  ArrowDown: (card) => ({ list: card.parentElement, next: card.nextElementSibling?.nextElementSibling ?? null }),
  ArrowLeft: (card) => beside(card, -1),
  ArrowRight: (card) => beside(card, 1),
};
const beside = (card, by) => {
  const lists = [...card.closest("[data-board]").querySelectorAll("[data-stage]")];
  const list = lists[lists.indexOf(card.parentElement) + by];
  if (!list) return null;
  return { list, next: cardsOf(list)[cardsOf(card.parentElement).indexOf(card)] ?? null };
};
document.addEventListener("keydown", (event) => {
  if (moving && event.key === "Escape") {
    event.preventDefault();
    const card = cancel();
    card.querySelector("[data-grip]").focus();
    return;
  }
  const grip = event.target.closest("[data-grip]");
  if (!grip) return;
  const card = grip.closest("[data-card]");
  if (event.key === " " || event.key === "Enter") {
    event.preventDefault();
    if (event.repeat) return;
    if (moving) {
      drop();
    } else {
      lift(card, "keys");
      announce(`${card.dataset.handle} lifted. ${words(card)}.`);
    }
  } else if (moving?.by === "keys" && step[event.key]) {
    event.preventDefault();
    const where = step[event.key](card);
    if (!where || where.next === card) return;
    moving.stays = true;
    put(card, where);
    grip.focus();
    moving.stays = false;
    card.scrollIntoView({ block: "nearest", inline: "nearest" });
    announce(`${words(card)}.`);
  }
});
// Who tabs away from a lifted card has not dropped it.
document.addEventListener("focusout", (event) => {
  if (moving?.by === "keys" && !moving.stays && event.target.closest("[data-grip]")) cancel();
});

// Pointers: a mouse drags the card anywhere that is not a control, a finger by its grip.
let pressed = null;
const draggable = (event) => {
  const card = event.target.closest("[data-board][data-move] [data-card]");
  if (!card || event.button !== 0) return null;
  if (event.target.closest("[data-grip]")) return card;
  const control = event.target.closest("a, button, input, select, label, textarea");
  return event.pointerType === "mouse" && !control ? card : null;
};
document.addEventListener("pointerdown", (event) => {
  const card = moving ? null : draggable(event);
  pressed = card && { card, x: event.clientX, y: event.clientY };
});
document.addEventListener("pointermove", (event) => {
  if (pressed && !moving && Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y) > 4) {
    lift(pressed.card, "pointer");
    getSelection().removeAllRanges();
    // By the board, which stays where it is: a card that changes its place would lose the pointer.
    pressed.card.closest("[data-board]").setPointerCapture(event.pointerId);
  }
  if (moving?.by !== "pointer") return;
  event.preventDefault();
  follow(event.clientX, event.clientY);
  moving.at = { x: event.clientX, y: event.clientY };
  if (!moving.scrolling) scroll(moving);
});
const follow = (x, y) => {
  const column = document.elementFromPoint(x, y)?.closest(".hp-column");
  const list = column?.querySelector("[data-stage]");
  if (!list) return;
  const next = cardsOf(list).find((other) => {
    const box = other.getBoundingClientRect();
    return other !== moving.card && y < box.top + box.height / 2;
  }) ?? null;
  if (!same(spot(moving.card), { list, next }) && next !== moving.card) put(moving.card, { list, next });
};
// Near an edge the board, and the page, come along.
const EDGE = 48;
const scroll = (drag) => {
  drag.scrolling = true;
  const tick = () => {
    if (moving !== drag) return;
    const board = drag.card.closest("[data-board]");
    const box = board.getBoundingClientRect();
    const { x, y } = drag.at;
    const right = x > Math.min(box.right, innerWidth) - EDGE ? 10 : x < Math.max(box.left, 0) + EDGE ? -10 : 0;
    const down = y > innerHeight - EDGE ? 10 : y < EDGE ? -10 : 0;
    if (right || down) {
      board.scrollLeft += right;
      window.scrollBy(0, down);
      follow(x, y);
    }
    requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
};
document.addEventListener("pointerup", () => {
  pressed = null;
  if (moving?.by === "pointer") drop();
});
document.addEventListener("pointercancel", () => {
  pressed = null;
  if (moving?.by === "pointer") cancel();
});
document.addEventListener("dragstart", (event) => {
  if (event.target.closest?.("[data-board] [data-card]")) event.preventDefault();
});

// An answer brings a new board: what was in hand then is where the answer says.
document.addEventListener("htmx:afterSwap", () => {
  if (pressed && !pressed.card.isConnected) pressed = null;
  if (moving && !moving.card.isConnected) {
    announce(`${moving.card.dataset.handle} was not moved: the board has changed.`);
    release();
  }
});
// What the server answered is read out, and the keys go on where they were. htmx tells of an answer once for
// each part of it.
let answered = null;
document.addEventListener("htmx:afterSettle", (event) => {
  const list = document.getElementById("shortlist");
  if (!list || event.detail.target.id !== "shortlist" || event.detail.xhr === answered) return;
  answered = event.detail.xhr;
  const told = [...list.querySelectorAll(".alert")].map((part) => (part.querySelector("span, div") ?? part).textContent);
  const card = focusAfter && document.getElementById(focusAfter);
  if (card) {
    card.querySelector("[data-grip]")?.focus();
    told.push(`${card.dataset.handle}: ${words(card)}.`);
  }
  focusAfter = "";
  const text = told.map((part) => part.replace(/\s+/g, " ").trim()).filter((part, at, all) => part && all.indexOf(part) === at);
  if (text.length) announce(text.join(" "));
});

// What tests ask of a page in the browser. It is put into each page before the page's own text.
'use strict';

window.seen = {
  // A colour as red, green, blue (0 to 255) and opacity (0 to 1), however it was written.
  colour(text) {
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 1;
    const context = canvas.getContext('2d', {willReadFrequently: true});
    context.fillStyle = text;
    context.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = context.getImageData(0, 0, 1, 1).data;
    return [red, green, blue, alpha / 255];
  },

  over(above, below) {
    return [0, 1, 2].map(at => above[at] * above[3] + below[at] * (1 - above[3])).concat(1);
  },

  // The colour behind the text of an element: its own background, over those of what it stands in.
  behind(element) {
    if (!element) {
      const probe = document.createElement('i');
      probe.style.setProperty('background-color', 'Canvas');
      document.documentElement.append(probe);
      const colour = seen.colour(getComputedStyle(probe).backgroundColor);
      probe.remove();
      return colour;
    }
    const own = seen.colour(getComputedStyle(element).backgroundColor);
    return own[3] === 1 ? own : seen.over(own, seen.behind(element.parentElement));
  },

  // https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
  contrast(one, other) {
    const light = ([red, green, blue]) => [red, green, blue]
      .map(part => part / 255)
      .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
      .reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0);
    const [low, high] = [light(one), light(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  },

  shown(element) {
    return element.checkVisibility({visibilityProperty: true, opacityProperty: true})
      && element.getClientRects().length > 0;
  },

  // What can be used with a key or a finger, in the order of the page.
  controls() {
    const kinds = 'a[href], area[href], button, input, select, textarea, summary, iframe, audio[controls], '
      + 'video[controls], [contenteditable], [tabindex]:not([tabindex="-1"])';
    return [...document.querySelectorAll(kinds)].filter(seen.shown);
  },

  // An element as a message names it.
  name(element) {
    const place = element.closest('[id]:not(main)')?.id ?? element.closest('[class]')?.className ?? '';
    const words = (element.innerText ?? element.textContent).trim().replace(/\s+/g, ' ').slice(0, 50);
    const kind = element.tagName.toLowerCase();
    return `${kind}${element.classList.length ? '.' + [...element.classList].join('.') : ''} “${words}” in ${place}`;
  },

  // Elements that hold words of their own.
  speaking() {
    return [...document.querySelectorAll('body, body *')].filter(element => !element.closest('script, style, svg')
      && seen.shown(element)
      && [...element.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim()));
  },

  // Elements that reach beyond the right or left edge of the window, though something may hide that.
  beyond() {
    return [...document.querySelectorAll('body *')]
      .filter(element => seen.shown(element) && !element.closest('svg *'))
      .filter(element => {
        const box = element.getBoundingClientRect();
        return box.width > 1 && (box.right > document.documentElement.clientWidth + 1 || box.left < -1);
      })
      .map(seen.name);
  },

  // What cuts off words of its own; what is a pixel large is hidden on purpose, for screen readers.
  cut() {
    return [...document.querySelectorAll('body *')]
      .filter(element => seen.shown(element) && !element.closest('svg') && element.innerText?.trim())
      .filter(element => element.clientWidth > 1 && element.clientHeight > 1)
      .filter(element => {
        const style = getComputedStyle(element);
        return (style.overflowX !== 'visible' && element.scrollWidth > element.clientWidth + 1)
          || (['hidden', 'clip'].includes(style.overflowY) && element.scrollHeight > element.clientHeight + 1);
      })
      .map(seen.name);
  },

  // What has the focus, and whether a person sees that.
  focus() {
    const control = document.activeElement, style = getComputedStyle(control);
    const boxes = [...control.getClientRects()].filter(box => box.width && box.height);
    const around = control.getBoundingClientRect();
    const fits = around.height <= innerHeight && around.width <= innerWidth;
    const uncovered = box => {
      const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
      return top !== null && (control.contains(top) || top.contains(control));
    };
    const faults = [];
    if (style.outlineStyle === 'none' || parseFloat(style.outlineWidth) < 2) faults.push('no outline');
    else {
      const behind = seen.behind(parseFloat(style.outlineOffset) < 0 ? control : control.parentElement);
      const ratio = seen.contrast(seen.over(seen.colour(style.outlineColor), behind), behind);
      if (ratio < 3) faults.push(`an outline of contrast ${ratio.toFixed(2)}`);
    }
    if (!boxes.length) faults.push('no size');
    if (fits && (around.top < -1 || around.left < -1 || around.bottom > innerHeight + 1
      || around.right > innerWidth + 1)) faults.push('not within the window');
    else if (!boxes.every(uncovered)) faults.push('covered');
    return {at: seen.numbered?.indexOf(control) ?? -1, name: seen.name(control), faults};
  },

  // Controls within a border that nobody tells from what is around them: neither it nor what it encloses has a
  // contrast of 3 (https://www.w3.org/TR/WCAG22/#non-text-contrast).
  faintEdges() {
    const sides = ['Top', 'Right', 'Bottom', 'Left'];
    return seen.controls().flatMap(control => {
      const style = getComputedStyle(control);
      const bordered = sides.every(side => style[`border${side}Style`] !== 'none' && parseFloat(style[`border${side}Width`]));
      if (!bordered) return [];
      const behind = seen.behind(control.parentElement);
      const edges = [seen.behind(control), ...sides.map(side => seen.over(seen.colour(style[`border${side}Color`]), behind))];
      const ratio = Math.max(...edges.map(edge => seen.contrast(edge, behind)));
      return ratio < 3 ? [`${ratio.toFixed(2)}: ${seen.name(control)}`] : [];
    });
  },

  // Controls that are too small: 44 pixels both ways, or 24 pixels high where they stand in a line of text.
  //
  // A control stands in a line of text if it is part of a line (`inline`, `inline-block`) and its line has words
  // that belong to no control. A plain link (`inline`) that is all there is in a paragraph, a cell, a definition or
  // a caption counts as text, too. Everything else is a target of its own: a button, a link of a list, a summary.
  small() {
    const large = 44, inLine = 24;
    return seen.controls().filter(control => !control.matches('.skip-link:not(:focus)')).flatMap(control => {
      const display = getComputedStyle(control).display;
      const block = seen.block(control.parentElement);
      const flows = !/flex|grid/.test(getComputedStyle(block).display);
      const text = flows && display.startsWith('inline')
        && (seen.wordsBeside(control, block) || (display === 'inline' && block.matches('p, td, th, dd, figcaption')));
      const box = control.getBoundingClientRect();
      const line = text ? parseFloat(getComputedStyle(block).lineHeight) || 0 : 0;
      // A tenth of a pixel is lost to rounding.
      const enough = text ? Math.max(box.height, line) >= inLine - 0.1
        : Math.min(box.width, box.height) >= large - 0.1;
      const size = `${Math.round(box.width * 10) / 10} × ${Math.round(box.height * 10) / 10}`;
      return enough ? [] : [`${size}${text ? ' in text' : ''}: ${seen.name(control)}`];
    });
  },

  // The nearest element, from this one up, that makes lines of its own.
  block(element) {
    return ['inline', 'contents', 'ruby'].includes(getComputedStyle(element).display)
      ? seen.block(element.parentElement) : element;
  },

  wordsBeside(control, block) {
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      if (/[\p{L}\p{N}]/u.test(node.data) && !node.parentElement.closest('a, button, summary, .visually-hidden')
        && seen.shown(node.parentElement) && seen.block(node.parentElement) === block) return true;
    }
    return false;
  },

  // The words of an element as a person reads them, without the numbers of footnotes.
  words(element) {
    const notes = [...element.querySelectorAll('sup')];
    const were = notes.map(note => note.style.display);
    notes.forEach(note => { note.style.display = 'none' });
    const text = element.innerText;
    notes.forEach((note, at) => { note.style.display = were[at] });
    return text.replace(/\s+/g, ' ').trim();
  },
};

const markdown = require("markdown-it");

module.exports = (eleventy) => {
  const converter = markdown({ typographer: true, linkify: false })
    .use(require("markdown-it-footnote"))
    .use(require("markdown-it-deflist"))
    .use(require("markdown-it-attrs"))
    .use(require("markdown-it-anchor").default);
  eleventy.setLibrary("md", converter);
  eleventy.addPassthroughCopy("assets");
  eleventy.addFilter("sections", (html) =>
    [...html.matchAll(/<h2 id="([^"]*)"[^>]*>(.*?)<\/h2>/g)].map((found) => ({ url: "#" + found[1], title: found[2] })),
  );
  return { dir: { input: ".", output: "_site" }, markdownTemplateEngine: false };
};

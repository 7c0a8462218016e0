#include "alert/layout.h"

#include <algorithm>
#include <vector>

#include "text/escape.h"

namespace sitewatch::alert {
namespace {

struct Block {
  char mark = 0;
  std::string label;  ///< Of `:` and `^`.
  std::string body;
  std::vector<std::string> more;  ///< The `+` lines of a row.
};

std::string trimmed(std::string_view text) {
  const auto from = text.find_first_not_of(' ');
  if (from == std::string_view::npos) return {};
  return std::string{text.substr(from, text.find_last_not_of(' ') - from + 1)};
}

Block block_of(std::string_view line) {
  Block block;
  block.mark = line.front();
  line.remove_prefix(2);
  const std::size_t bar = line.find('|');
  if ((block.mark == ':' || block.mark == '^') && bar != std::string_view::npos) {
    block.label = trimmed(line.substr(0, bar));
    line.remove_prefix(bar + 1);
  }
  block.body = trimmed(line);
  return block;
}

std::vector<Block> blocks_of(std::string_view marked) {
  std::vector<Block> blocks;
  while (!marked.empty()) {
    const std::size_t end = std::min(marked.find('\n'), marked.size());
    const std::string_view line = marked.substr(0, end);
    marked.remove_prefix(std::min(end + 1, marked.size()));
    if (line.size() < 2 || line[1] != ' ' || std::string_view{"@>#:+1-=~^|"}.find(line[0]) == std::string_view::npos)
      continue;
    Block block = block_of(line);
    if (block.mark == '+' && !blocks.empty() && blocks.back().mark == ':')
      blocks.back().more.push_back(std::move(block.body));
    else if (block.mark != '+')
      blocks.push_back(std::move(block));
  }
  std::erase_if(blocks, [](const Block& block) { return block.body.empty() && block.more.empty(); });
  // A heading over nothing: the facts that would stand below it are not known.
  for (std::size_t i = blocks.size(); i-- > 0;)
    if (blocks[i].mark == '#' && (i + 1 == blocks.size() || blocks[i + 1].mark == '#' || blocks[i + 1].mark == '~'))
      blocks.erase(blocks.begin() + static_cast<std::ptrdiff_t>(i));
  return blocks;
}

std::vector<std::string> cells_of(const Block& block) {
  std::vector<std::string> cells;
  std::string_view rest = block.body;
  for (std::size_t bar = rest.find('|'); bar != std::string_view::npos; bar = rest.find('|')) {
    cells.push_back(trimmed(rest.substr(0, bar)));
    rest.remove_prefix(bar + 1);
  }
  cells.push_back(trimmed(rest));
  return cells;
}

/// In Latin letters; a Chinese character counts as two.
std::size_t width(std::string_view text) {
  std::size_t columns = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xc0) != 0x80) columns += byte < 0xe0 ? 1 : 2;
  }
  return columns;
}

/// A label of so many columns stands on one line; longer ones are names, and wrap.
constexpr std::size_t short_label = 24;

bool is_link(std::string_view address) {
  return address.starts_with("https://") || address.starts_with("http://");
}

class TextPart {
 public:
  TextPart(const std::vector<Block>& blocks, Language language) : blocks_(blocks), english_(language == Language::en) {}

  std::string run() {
    for (std::size_t i = 0; i < blocks_.size(); ++i) {
      const char before = i == 0 ? '\0' : blocks_[i - 1].mark;
      write(i, before);
    }
    return std::move(out_);
  }

 private:
  bool in_foot(std::size_t at) const {
    return std::any_of(blocks_.begin(), blocks_.begin() + static_cast<std::ptrdiff_t>(at) + 1,
                       [](const Block& block) { return block.mark == '~'; });
  }

  void write(std::size_t at, char before) {
    const Block& block = blocks_[at];
    const bool foot = in_foot(at);
    if (block.mark == '~' && before != '~' && before != '^') out_ += english_ ? "\n--\n" : "\n────────\n";
    const bool own_paragraph = block.mark == '>' || block.mark == '#' ||
                               ((block.mark == ':' || block.mark == '=') && before == '>') ||
                               (block.mark == '|') != (before == '|' || before == '\0');
    if (own_paragraph && before != '\0') out_ += '\n';
    if (block.mark == '#' || before == '#') number_ = 0;
    switch (block.mark) {
      case '>':
        out_ += (english_ ? "" : "    ") + block.body;
        break;
      case ':':
        row(at);
        return;
      case '|':
        table_row(at, before != '|');
        return;
      case '1':
        out_ += "  " + std::to_string(++number_) + ". " + block.body;
        break;
      case '-':
        out_ += (english_ ? "  - " : "  · ") + block.body;
        break;
      case '=':
        out_ += "  " + block.body;
        break;
      case '^':
        out_ += (foot ? "" : "    ") + block.label + (english_ ? ": " : "：") + block.body;
        break;
      default:
        out_ += block.body;
    }
    out_ += '\n';
  }

  void row(std::size_t at) {
    const Block& block = blocks_[at];
    std::string label = block.label;
    const std::size_t columns = longest_label(at);
    if (english_ && !block.body.empty() && width(label) < columns) label.append(columns - width(label), ' ');
    const std::string gap = english_ ? (block.body.empty() ? "" : " ") : "：";
    out_ += "  " + label + gap + block.body + '\n';
    for (const std::string& line : block.more) out_ += "    " + line + '\n';
  }

  void table_row(std::size_t at, bool is_head) {
    if (is_head) measure_table(at);
    const std::vector<std::string> cells = cells_of(blocks_[at]);
    std::string line;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      line += "  " + cells[i];
      if (i + 1 < cells.size()) line.append(columns_[i] - width(cells[i]), ' ');
    }
    out_ += line + '\n';
  }

  void measure_table(std::size_t at) {
    columns_.clear();
    for (std::size_t i = at; i < blocks_.size() && blocks_[i].mark == '|'; ++i) {
      const std::vector<std::string> cells = cells_of(blocks_[i]);
      columns_.resize(std::max(columns_.size(), cells.size()));
      for (std::size_t k = 0; k < cells.size(); ++k) columns_[k] = std::max(columns_[k], width(cells[k]));
    }
  }

  /// Of the rows around this one, so that English values stand in one column; very long labels do not push the others.
  std::size_t longest_label(std::size_t at) const {
    std::size_t first = at;
    while (first > 0 && blocks_[first - 1].mark == ':') --first;
    std::size_t longest = 0;
    for (std::size_t i = first; i < blocks_.size() && blocks_[i].mark == ':'; ++i)
      if (width(blocks_[i].label) <= short_label) longest = std::max(longest, width(blocks_[i].label));
    return longest;
  }

  const std::vector<Block>& blocks_;
  bool english_;
  int number_ = 0;
  std::vector<std::size_t> columns_;  ///< Widths of the table that is being written.
  std::string out_;
};

constexpr std::string_view page_style =
    "font-family:'Microsoft YaHei','Noto Sans CJK SC','PingFang SC',Arial,sans-serif;font-size:15px;line-height:1.7;"
    "color:#1f2328;background:#ffffff";
constexpr std::string_view label_style =
    "padding:3px 14px 3px 0;color:#59636e;vertical-align:top;border-bottom:1px solid #eaeef2";
constexpr std::string_view value_style =
    "padding:3px 0;width:100%;vertical-align:top;word-break:break-word;border-bottom:1px solid #eaeef2";
constexpr std::string_view grid_style =
    "border-collapse:collapse;border-color:#d1d9e0;width:100%;margin:10px 0;font-size:14px;line-height:1.5;"
    "text-align:left";
constexpr std::string_view foot_style =
    "margin-top:24px;padding-top:10px;border-top:1px solid #d1d9e0;font-size:13px;color:#59636e";

class HtmlPart {
 public:
  explicit HtmlPart(const std::vector<Block>& blocks) : blocks_(blocks) {}

  std::string run(Language language) {
    out_ = "<!DOCTYPE html>\n<html lang=\"" + std::string{name(language)} +
           "\"><head><meta charset=\"utf-8\"></head>\n<body style=\"margin:0;padding:20px;" + std::string{page_style} +
           "\">\n<div style=\"max-width:720px\">\n";
    for (const Block& block : blocks_) write(block);
    open("");
    if (foot_) out_ += "</div>\n";
    return std::move(out_) + "</div>\n</body></html>\n";
  }

 private:
  /// Closes the list or table that is open, if it is another, and opens this one.
  void open(std::string_view container) {
    if (open_ == container) return;
    if (!open_.empty()) out_ += "</" + (open_ == "grid" ? std::string{"table"} : open_) + ">\n";
    open_ = container;
    if (container == "grid") {
      out_ += "<table border=\"1\" cellpadding=\"4\" cellspacing=\"0\" style=\"" + std::string{grid_style} + "\">\n";
      return;
    }
    if (container == "table")
      out_ += "<table role=\"presentation\" cellspacing=\"0\" style=\"border-collapse:collapse;width:100%\">\n";
    else if (!container.empty())
      out_ += "<" + open_ + " style=\"margin:4px 0;padding-left:24px\">\n";
  }

  void element(std::string_view tag, std::string_view style, const std::string& body) {
    out_ += '<' + std::string{tag} + " style=\"" + std::string{style} + "\">" + html_escaped(body) + "</" +
            std::string{tag} + ">\n";
  }

  void write(const Block& block) {
    switch (block.mark) {
      case ':':
        open("table");
        return row(block);
      case '|': {
        const bool is_head = open_ != "grid";
        open("grid");
        return table_row(block, is_head ? "th" : "td");
      }
      case '1':
        open("ol");
        return element("li", "margin:2px 0", block.body);
      case '-':
        open("ul");
        return element("li", "margin:2px 0", block.body);
      default:
        open("");
    }
    switch (block.mark) {
      case '#':
        return element("h3", "margin:18px 0 6px;font-size:16px", block.body);
      case '~':
        return foot(block);
      case '^':
        return link(block);
      default:
        return element("p", "margin:10px 0", block.body);
    }
  }

  void row(const Block& block) {
    // The value takes the width that the label leaves.
    const bool is_short = width(block.label) <= short_label;
    out_ += "<tr><td style=\"" + std::string{label_style} + "\"><div style=\"" +
            (is_short ? "min-width:4em;white-space:nowrap" : "min-width:12em") + "\">" + html_escaped(block.label) +
            "</div></td><td style=\"" + std::string{value_style} + "\">" + html_escaped(block.body);
    for (const std::string& line : block.more) out_ += "<div>" + html_escaped(line) + "</div>";
    out_ += "</td></tr>\n";
  }

  /// Cells bear no style of their own, for a table may be long and a mail must stay small; only addresses do, which
  /// would push the other columns off a phone.
  void table_row(const Block& block, const std::string& tag) {
    out_ += tag == "th" ? "<tr style=\"background:#f6f8fa\">" : "<tr>";
    for (const std::string& cell : cells_of(block)) {
      out_.append("<").append(tag).append(is_link(cell) ? " style=\"word-break:break-all\">" : ">");
      out_.append(html_escaped(cell)).append("</").append(tag).append(">");
    }
    out_ += "</tr>\n";
  }

  void foot(const Block& block) {
    if (!foot_) out_ += "<div style=\"" + std::string{foot_style} + "\">\n";
    foot_ = true;
    element("p", "margin:4px 0", block.body);
  }

  void link(const Block& block) {
    const std::string address = html_escaped(block.body);
    out_ += "<p style=\"margin:4px 0\">" + html_escaped(block.label) + " ";
    out_ += is_link(block.body) ? "<a href=\"" + address + "\" style=\"color:#0550ae\">" + address + "</a>" : address;
    out_ += "</p>\n";
  }

  const std::vector<Block>& blocks_;
  std::string open_;
  bool foot_ = false;
  std::string out_;
};

}  // namespace

LaidOut lay_out(std::string_view marked, Language language) {
  const std::vector<Block> blocks = blocks_of(marked);
  return {TextPart{blocks, language}.run(), HtmlPart{blocks}.run(language)};
}

}  // namespace sitewatch::alert

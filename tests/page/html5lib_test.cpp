// The public tokenizer tests of html5lib, from the folder that SITEWATCH_HTML5LIB_TOKENIZER names.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "page/tokens.h"
#include "text/decode.h"

namespace sitewatch::page {
namespace {

namespace json = boost::json;

std::string content_of(const std::filesystem::path& path) {
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

/// Surrogates alone, too: what the tests hold must pass unchanged.
void append_any(std::string& out, std::uint32_t value) {
  if (value < 0xd800 || value > 0xdfff) return append_utf8(out, value);
  for (const std::uint32_t byte : {0xe0 | value >> 12, 0x80 | (value >> 6 & 0x3f), 0x80 | (value & 0x3f)})
    out.push_back(static_cast<char>(byte));
}

std::uint32_t unit_at(std::string_view text, std::size_t at) {
  return static_cast<std::uint32_t>(std::stoul(std::string{text.substr(at + 2, 4)}, nullptr, 16));
}

std::string unescaped(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    if (!text.substr(at).starts_with("\\u")) {
      out.push_back(text[at++]);
      continue;
    }
    std::uint32_t value = unit_at(text, at);
    at += 6;
    if (value >= 0xd800 && value < 0xdc00 && text.substr(at).starts_with("\\u")) {
      const std::uint32_t low = unit_at(text, at);
      if (low >= 0xdc00 && low < 0xe000) {
        value = 0x10000 + ((value - 0xd800) << 10) + (low - 0xdc00);
        at += 6;
      }
    }
    append_any(out, value);
  }
  return out;
}

class Vector {
 public:
  explicit Vector(const json::object& test) : test_{test} {
    const json::value* escaped = test.if_contains("doubleEscaped");
    escaped_ = escaped && escaped->as_bool();
  }

  std::string input() const { return text(test_.at("input")); }
  std::string last_start_tag() const {
    const json::value* tag = test_.if_contains("lastStartTag");
    return tag ? text(*tag) : std::string{};
  }
  std::vector<std::string> states() const {
    const json::value* states = test_.if_contains("initialStates");
    if (!states) return {"Data state"};
    std::vector<std::string> names;
    for (const json::value& each : states->as_array()) names.push_back(text(each));
    return names;
  }
  std::vector<PlainToken> output() const {
    std::vector<PlainToken> tokens;
    for (const json::value& each : test_.at("output").as_array()) tokens.push_back(token(each.as_array()));
    return tokens;
  }

 private:
  std::string text(const json::value& value) const {
    const std::string_view plain = value.as_string();
    return escaped_ ? unescaped(plain) : std::string{plain};
  }
  std::optional<std::string> text_or_null(const json::value& value) const {
    return value.is_null() ? std::nullopt : std::optional{text(value)};
  }

  PlainToken token(const json::array& parts) const {
    const std::string_view kind = parts.at(0).as_string();
    PlainToken token;
    if (kind == "DOCTYPE") {
      token.kind = PlainToken::Kind::doctype;
      token.doctype = {text_or_null(parts.at(1)), text_or_null(parts.at(2)), text_or_null(parts.at(3)),
                       !parts.at(4).as_bool()};
      return token;
    }
    token.kind = kind == "StartTag"  ? PlainToken::Kind::start_tag
                 : kind == "EndTag"  ? PlainToken::Kind::end_tag
                 : kind == "Comment" ? PlainToken::Kind::comment
                                     : PlainToken::Kind::text;
    token.text = text(parts.at(1));
    if (kind != "StartTag") return token;
    for (const auto& [name, value] : parts.at(2).as_object())
      token.attributes.emplace_back(escaped_ ? unescaped(name) : std::string{name}, text(value));
    token.self_closing = parts.size() > 3;
    return token;
  }

  const json::object& test_;
  bool escaped_ = false;
};

Content state_named(const std::string& name) {
  if (name == "RCDATA state") return Content::rcdata;
  if (name == "RAWTEXT state") return Content::rawtext;
  if (name == "Script data state") return Content::script;
  if (name == "PLAINTEXT state") return Content::plaintext;
  if (name == "CDATA section state") return Content::cdata;
  EXPECT_EQ(name, "Data state");
  return Content::data;
}

/// Attributes have no order there.
std::string in_order(std::vector<PlainToken> tokens) {
  for (PlainToken& each : tokens) std::sort(each.attributes.begin(), each.attributes.end());
  return listed(tokens);
}

int check(const json::object& test) {
  const Vector vector{test};
  const std::string input = vector.input();
  const std::string last_start_tag = vector.last_start_tag();
  int checked = 0;
  for (const std::string& state : vector.states()) {
    const Tokenizer tokenizer{input, state_named(state), last_start_tag};
    EXPECT_EQ(in_order(plain_tokens(tokenizer)), in_order(vector.output()))
        << test.at("description") << ", " << state << ": " << input;
    ++checked;
  }
  return checked;
}

TEST(Html5lib, SaysWhatTheTokenizerDoes) {
  int checked = 0;
  for (const auto& entry : std::filesystem::directory_iterator{SITEWATCH_HTML5LIB_TOKENIZER}) {
    if (entry.path().extension() != ".test" || entry.path().filename() == "xmlViolation.test") continue;
    const json::value file = json::parse(content_of(entry.path()));
    for (const json::value& test : file.at("tests").as_array()) checked += check(test.as_object());
  }
  EXPECT_GT(checked, 6000);
}

}  // namespace
}  // namespace sitewatch::page

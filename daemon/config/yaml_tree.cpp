#include "config/yaml_tree.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <sstream>

namespace sitewatch {
namespace {

// yaml-cpp counts lines from 0, people count from 1.
int from_one(int count) {
  return count + 1;
}

/// Builds the tree from yaml-cpp's events; its own Node tree takes eight times the memory.
class TreeBuilder : public YAML::EventHandler {
 public:
  YamlNode take() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    refuse_anchor(mark, anchor);
    add(YamlNode::Kind::null, mark, "");
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    throw YAML::ParserException(mark, "no aliases (*name)");
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& text) override {
    refuse_anchor(mark, anchor);
    // An unquoted scalar has the tag "?", a quoted one "!".
    const bool null = tag == "?" && (text.empty() || text == "~" || text == "null");
    add(null ? YamlNode::Kind::null : YamlNode::Kind::scalar, mark, text);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(YamlNode::Kind::list, mark, anchor);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(YamlNode::Kind::map, mark, anchor);
  }
  void OnMapEnd() override { close(); }

 private:
  struct Level {
    YamlNode node;
    bool has_key = false;
    YamlNode key;
  };

  static void refuse_anchor(const YAML::Mark& mark, YAML::anchor_t anchor) {
    if (anchor != 0) throw YAML::ParserException(mark, "no anchors (&name)");
  }

  void add(YamlNode::Kind kind, const YAML::Mark& mark, const std::string& text) {
    YamlNode node;
    node.kind = kind;
    node.line = from_one(mark.line);
    node.column = from_one(mark.column);
    node.text = text;
    put(std::move(node));
  }

  void open(YamlNode::Kind kind, const YAML::Mark& mark, YAML::anchor_t anchor) {
    refuse_anchor(mark, anchor);
    Level level;
    level.node.kind = kind;
    level.node.line = from_one(mark.line);
    level.node.column = from_one(mark.column);
    if (!levels_.empty() && is_map() && !levels_.back().has_key)
      throw YAML::ParserException(mark, "a key that is one word");
    levels_.push_back(std::move(level));
  }

  void close() {
    YamlNode node = std::move(levels_.back().node);
    levels_.pop_back();
    put(std::move(node));
  }

  bool is_map() const { return levels_.back().node.kind == YamlNode::Kind::map; }

  void put(YamlNode node) {
    if (levels_.empty()) {
      root_ = std::move(node);
      return;
    }
    Level& level = levels_.back();
    if (is_map() && !level.has_key) {
      level.key = std::move(node);
      level.has_key = true;
      return;
    }
    node.key = std::move(level.key.text);
    node.key_line = level.key.line;
    node.key_column = level.key.column;
    level.has_key = false;
    level.node.children.push_back(std::move(node));
  }

  YamlNode root_;
  std::vector<Level> levels_;
};

}  // namespace

const YamlNode* YamlNode::find(std::string_view wanted) const {
  for (const YamlNode& child : children)
    if (child.key == wanted) return &child;
  return nullptr;
}

std::optional<YamlNode> parse_yaml(const SourceFile& source, Mistakes& mistakes) {
  if (source.text.find('\0') != std::string::npos) {
    mistakes.add({source.path, 1, 1}, "yaml", "a text without NUL bytes");
    return std::nullopt;
  }
  try {
    std::istringstream stream{source.text};
    YAML::Parser parser{stream};
    TreeBuilder builder;
    if (!parser.HandleNextDocument(builder)) return YamlNode{};
    YamlNode root = builder.take();
    TreeBuilder second;
    if (!parser.HandleNextDocument(second)) return root;
    mistakes.add({source.path, 1, 1}, "yaml", "one document, not several");
  } catch (const YAML::Exception& problem) {
    const Position at{source.path, from_one(problem.mark.line), from_one(problem.mark.column)};
    mistakes.add(at, "yaml", problem.msg);
  }
  return std::nullopt;
}

}  // namespace sitewatch

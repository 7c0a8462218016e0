#include "config/records.h"

#include <algorithm>
#include <optional>

#include "config/csv.h"
#include "config/values.h"

namespace sitewatch {
namespace {

constexpr std::string_view notes[] = {"备注", "note", "notes", "序号"};

std::string ascii_lower(std::string_view text) {
  std::string result{text};
  for (char& c : result)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return result;
}

/// Reads one CSV file whose first row names the columns.
class CsvRecords {
 public:
  CsvRecords(const SourceFile& source, std::span<const FieldName> names, Mistakes& mistakes,
             const std::function<void(const Record&)>& take)
      : source_(source), names_(names), mistakes_(mistakes), take_(take) {}

  void run() {
    read_csv(source_, mistakes_,
             [this](const std::vector<CsvField>& row) { headers_read_ ? data(row) : headers(row); });
    if (!headers_read_) mistakes_.add({source_.path, 1, 1}, "header", "a first row that names the columns");
  }

 private:
  struct Column {
    std::optional<std::size_t> field;
    std::string label;
  };

  void headers(const std::vector<CsvField>& row) {
    headers_read_ = true;
    std::vector<bool> seen(names_.size());
    for (const CsvField& header : row) {
      Column column{field_named(header.text), std::string{header.text}};
      const Position at{source_.path, header.line, header.column};
      const bool is_note = std::find(std::begin(notes), std::end(notes), header.text) != std::end(notes);
      if (!column.field && !header.text.empty() && !is_note)
        mistakes_.add(at, column.label, "a known column" + suggestion(header.text, all_columns()));
      if (column.field && seen[*column.field]) {
        mistakes_.add(at, column.label, "one column of this meaning");
        column.field.reset();
      }
      if (column.field) seen[*column.field] = true;
      columns_.push_back(std::move(column));
    }
  }

  void data(const std::vector<CsvField>& row) {
    Record record{{source_.path, row.front().line, row.front().column}, {}};
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (row[i].text.empty()) continue;
      const Position at{source_.path, row[i].line, row[i].column};
      if (i >= columns_.size()) {
        mistakes_.add(at, "row", "as many fields as the header has (" + std::to_string(columns_.size()) + ")");
        break;
      }
      if (columns_[i].field) record.cells.push_back(cell(row[i], *columns_[i].field, at, columns_[i].label));
    }
    take_(record);
  }

  Cell cell(const CsvField& field, std::size_t index, Position at, std::string_view label) const {
    const auto kind = names_[index].kind;
    if (kind != FieldName::Kind::list) return {index, {field.text}, at, label};
    auto values = values::split_list(field.text, true);
    if (values.empty()) values.push_back(field.text);
    return {index, std::move(values), at, label};
  }

  std::optional<std::size_t> field_named(std::string_view header) const {
    const std::string lower = ascii_lower(header);
    for (std::size_t i = 0; i < names_.size(); ++i)
      if (!header.empty() && (names_[i].column == lower || names_[i].chinese == header)) return i;
    return std::nullopt;
  }

  std::vector<std::string_view> all_columns() const {
    std::vector<std::string_view> all;
    for (const FieldName& name : names_) {
      if (!name.column.empty()) all.push_back(name.column);
      if (!name.chinese.empty()) all.push_back(name.chinese);
    }
    return all;
  }

  const SourceFile& source_;
  std::span<const FieldName> names_;
  Mistakes& mistakes_;
  const std::function<void(const Record&)>& take_;
  bool headers_read_ = false;
  std::vector<Column> columns_;
};

/// Flattens one map ("probe: {interval: 1m}" is "probe.interval") into cells.
class YamlRecord {
 public:
  YamlRecord(const std::string* file, std::span<const FieldName> names, Mistakes& mistakes)
      : file_(file), names_(names), mistakes_(mistakes) {}

  Record read(const YamlNode& node) {
    Record record{{file_, node.line, node.column}, {}};
    if (node.kind != YamlNode::Kind::map)
      mistakes_.add(record.at, "item", "a map of keys and values");
    else
      add_all(node, "", record);
    return record;
  }

 private:
  void add_all(const YamlNode& map, const std::string& prefix, Record& record) {
    for (const YamlNode& child : map.children) {
      const std::string path = prefix + child.key;
      const auto field =
          std::find_if(names_.begin(), names_.end(), [&](const FieldName& each) { return each.path == path; });
      const bool is_group = std::any_of(names_.begin(), names_.end(),
                                        [&](const FieldName& each) { return each.path.starts_with(path + '.'); });
      const Position key_at{file_, child.key_line, child.key_column};
      if (&child != map.find(child.key))
        mistakes_.add(key_at, path,
                      "one value; the key stands on line " + std::to_string(map.find(child.key)->key_line) + " too");
      else if (field != names_.end())
        add(child, static_cast<std::size_t>(field - names_.begin()), record);
      else if (is_group && child.kind == YamlNode::Kind::map)
        add_all(child, path + '.', record);
      else if (is_group)
        mistakes_.add({file_, child.line, child.column}, path, "a map of keys and values");
      else if (std::find(std::begin(notes), std::end(notes), child.key) == std::end(notes))
        mistakes_.add(key_at, path, "a known key" + suggestion(path, all_paths()));
    }
  }

  void add(const YamlNode& node, std::size_t index, Record& record) {
    const FieldName& name = names_[index];
    Cell cell{index, {}, {file_, node.line, node.column}, name.path};
    if (node.kind == YamlNode::Kind::null) return;
    if (node.kind == YamlNode::Kind::scalar) cell.values.push_back(node.text);
    const bool list = node.kind == YamlNode::Kind::list && name.kind == FieldName::Kind::list;
    if (list) {
      for (const YamlNode& item : node.children) {
        if (item.kind != YamlNode::Kind::scalar)
          return mistakes_.add({file_, item.line, item.column}, std::string{name.path}, "a single value");
        cell.values.push_back(item.text);
      }
    }
    if (cell.values.empty() && !list)
      return mistakes_.add(cell.at, std::string{name.path},
                           name.kind == FieldName::Kind::scalar ? "a single value" : "a value or a list of values");
    if (!cell.values.empty()) record.cells.push_back(std::move(cell));
  }

  std::vector<std::string_view> all_paths() const {
    std::vector<std::string_view> all;
    for (const FieldName& name : names_) all.push_back(name.path);
    return all;
  }

  const std::string* file_;
  std::span<const FieldName> names_;
  Mistakes& mistakes_;
};

bool is_csv(std::string_view path) {
  const std::string lower = ascii_lower(path);
  return lower.ends_with(".csv") || lower.ends_with(".tsv");
}

void read_record(const YamlNode& node, const std::string* file, std::span<const FieldName> names, Mistakes& mistakes,
                 const std::function<void(const Record&)>& take) {
  const Record record = YamlRecord{file, names, mistakes}.read(node);
  if (node.kind == YamlNode::Kind::map) take(record);
}

void read_records(const std::string& path, std::span<const FieldName> names, Mistakes& mistakes, Position named_at,
                  const std::string& named_as, const std::function<void(const Record&)>& take) {
  const auto source = read_source(path, mistakes, named_at, named_as);
  if (!source) return;
  if (is_csv(path)) return CsvRecords{*source, names, mistakes, take}.run();

  const auto root = parse_yaml(*source, mistakes);
  if (!root || root->kind == YamlNode::Kind::null) return;
  if (root->kind != YamlNode::Kind::list)
    return mistakes.add({source->path, root->line, root->column}, "file", "a list of maps (or a file named .csv)");
  for (const YamlNode& item : root->children) read_record(item, source->path, names, mistakes, take);
}

}  // namespace

const Cell* Record::find(std::size_t field) const {
  for (const Cell& cell : cells)
    if (cell.field == field) return &cell;
  return nullptr;
}

void read_tables(const Section& section, std::string_view key, std::span<const FieldName> names,
                 const std::function<void(const Record&)>& take) {
  const YamlNode* node = section.find(key);
  if (node == nullptr) return;
  const auto read = [&](const YamlNode& item, const std::string& where) {
    if (item.kind == YamlNode::Kind::map)
      read_record(item, section.file(), names, section.mistakes(), take);
    else if (item.kind == YamlNode::Kind::scalar)
      read_records(beside(*section.file(), item.text), names, section.mistakes(), section.at(item), where, take);
    else
      section.mistakes().add(section.at(item), where, "the name of a file, or a map");
  };
  if (node->kind != YamlNode::Kind::list) return read(*node, section.path(key));
  for (std::size_t i = 0; i < node->children.size(); ++i)
    read(node->children[i], section.path(key) + '[' + std::to_string(i) + ']');
}

}  // namespace sitewatch

#include "text/sheet_text.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <cstdio>

#include "text/catalogue.h"
#include "text/escape.h"
#include "text/table.h"

namespace sitewatch {
namespace {

constexpr int narrowest = 6;
constexpr int widest = 40;

constexpr std::string_view page_start =
    "<!DOCTYPE html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>";
constexpr std::string_view page_middle = R"css(</title>
<style>
body{margin:24px;color:#000;background:#fff;font:10.5pt/1.5 "Noto Sans CJK SC","Source Han Sans SC","Microsoft YaHei",sans-serif}
h1{margin:0 0 6pt;font-size:16pt;text-align:center}
p{margin:0 0 3pt}
table{width:100%;margin:8pt 0;border-collapse:collapse;font-size:9.5pt;line-height:1.4}
th,td{padding:3pt 5pt;border:1px solid #666;text-align:left;vertical-align:top}
th{background:#eef1f5;font-weight:600}
th:first-child{white-space:nowrap}
td.number{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
tr{break-inside:avoid}
thead{display:table-header-group}
@page{size:A4 landscape;margin:14mm}
@media print{body{margin:0}}
</style>
</head>
<body>
)css";

std::string escaped(std::string_view words) {
  return html_escaped(one_line(words));
}

std::string shown_day(Day day) {
  std::array<char, 32> text{};
  const int length = std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", static_cast<int>(day.year()),
                                   static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
  return {text.data(), static_cast<std::size_t>(length)};
}

std::string shown_time(LocalTime time) {
  const auto day = date::floor<date::days>(time);
  const auto minutes = std::chrono::floor<std::chrono::minutes>(time - day).count();
  std::array<char, 16> clock{};
  const int length = std::snprintf(clock.data(), clock.size(), " %02d:%02d", static_cast<int>(minutes / 60),
                                   static_cast<int>(minutes % 60));
  return shown_day(Day{day}) + std::string{clock.data(), static_cast<std::size_t>(length)};
}

struct ShownCell {
  std::string operator()(std::monostate) const { return {}; }
  std::string operator()(const std::string& words) const { return one_line(words); }
  std::string operator()(std::int64_t number) const { return std::to_string(number); }
  std::string operator()(double number) const { return Catalogue::number(number); }
  std::string operator()(Share share) const { return Catalogue::number(share.of_one * 100) + "%"; }
  std::string operator()(Day day) const { return shown_day(day); }
  std::string operator()(LocalTime time) const { return shown_time(time); }
};

bool is_number(const SheetCell& cell) {
  return !std::holds_alternative<std::monostate>(cell) && !std::holds_alternative<std::string>(cell);
}

std::vector<std::string> names_of(const Sheet& sheet) {
  std::vector<std::string> names;
  names.reserve(sheet.columns.size());
  for (const SheetColumn& column : sheet.columns) names.push_back(column.name);
  return names;
}

std::string csv_cell(const SheetCell& cell) {
  // A negative number is one, not a formula.
  return is_number(cell) ? shown(cell) : csv_field(shown(cell));
}

void append_lines(std::string& out, const std::vector<std::string>& lines, std::string_view css) {
  for (const std::string& line : lines) out += "<p class=\"" + std::string{css} + "\">" + escaped(line) + "</p>\n";
}

}  // namespace

std::string shown(const SheetCell& cell) {
  return std::visit(ShownCell{}, cell);
}

std::vector<int> column_widths(const Sheet& sheet) {
  std::vector<int> widths;
  for (std::size_t i = 0; i < sheet.columns.size(); ++i) {
    const SheetColumn& column = sheet.columns[i];
    std::size_t most = display_width(column.name);
    for (const auto& row : sheet.rows)
      if (column.width == 0 && i < row.size()) most = std::max(most, display_width(shown(row[i])));
    widths.push_back(column.width > 0
                         ? column.width
                         : std::clamp(static_cast<int>(std::min<std::size_t>(most, widest)) + 2, narrowest, widest));
  }
  return widths;
}

std::string write_text(const Sheet& sheet) {
  std::string out = one_line(sheet.title) + "\n";
  for (const std::string& line : sheet.above) out += one_line(line) + "\n";
  std::vector<std::vector<std::string>> rows;
  for (const auto& row : sheet.rows) {
    assert(row.size() <= sheet.columns.size());
    std::vector<std::string>& cells = rows.emplace_back();
    for (const SheetCell& cell : row) cells.push_back(shown(cell));
  }
  out += "\n" + table(names_of(sheet), rows);
  if (!sheet.below.empty()) out += "\n";
  for (const std::string& line : sheet.below) out += one_line(line) + "\n";
  return out;
}

std::string write_csv(const Sheet& sheet) {
  std::string out = "\xef\xbb\xbf";
  for (std::size_t i = 0; i < sheet.columns.size(); ++i)
    out += (i > 0 ? "," : "") + csv_field(one_line(sheet.columns[i].name));
  out += "\r\n";
  for (const auto& row : sheet.rows) {
    assert(row.size() <= sheet.columns.size());
    for (std::size_t i = 0; i < sheet.columns.size(); ++i)
      out += (i > 0 ? "," : "") + (i < row.size() ? csv_cell(row[i]) : std::string{});
    out += "\r\n";
  }
  return out;
}

namespace {

/// Shares of the table, by which no column of Chinese is squeezed to one character a line. The attribute, because pages
/// are sent with a policy that forbids styles in them.
std::string html_widths(const std::vector<SheetColumn>& columns) {
  int all = 0;
  for (const SheetColumn& column : columns) {
    if (column.width <= 0) return {};
    all += column.width;
  }
  std::string out = "<colgroup>";
  for (const SheetColumn& column : columns)
    out += "<col width=\"" + std::to_string((column.width * 100 + all / 2) / all) + "%\">";
  return out + "</colgroup>\n";
}

}  // namespace

std::string html_before_rows(const Sheet& sheet) {
  std::string out = "<h1>" + escaped(sheet.title) + "</h1>\n";
  append_lines(out, sheet.above, "above");
  out += "<table>\n" + html_widths(sheet.columns) + "<thead><tr>";
  for (const SheetColumn& column : sheet.columns) out += "<th scope=\"col\">" + escaped(column.name) + "</th>";
  return out + "</tr></thead>\n<tbody>\n";
}

std::string html_row(const Sheet& sheet, const std::vector<SheetCell>& row) {
  std::string out = "<tr>";
  for (std::size_t i = 0; i < sheet.columns.size(); ++i) {
    const SheetCell cell = i < row.size() ? row[i] : SheetCell{};
    out += (is_number(cell) ? "<td class=\"number\">" : "<td>") + html_escaped(shown(cell)) + "</td>";
  }
  return out + "</tr>\n";
}

std::string html_after_rows(const Sheet& sheet) {
  std::string out = "</tbody>\n</table>\n";
  append_lines(out, sheet.below, "below");
  return out;
}

std::string html_part(const Sheet& sheet) {
  std::string out = html_before_rows(sheet);
  for (const auto& row : sheet.rows) out += html_row(sheet, row);
  return out + html_after_rows(sheet);
}

std::string write_html(const Sheet& sheet) {
  return std::string{page_start} + escaped(sheet.title) + std::string{page_middle} + html_part(sheet) +
         "</body>\n</html>\n";
}

}  // namespace sitewatch

#include "adapters/xlsx_sheet.h"

#include <sys/mman.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <utility>

#include "text/clip.h"
#include "text/decode.h"
#include "text/escape.h"
#include "text/sheet_text.h"
#include "text/table.h"

namespace sitewatch {
namespace {

constexpr std::size_t most_cell_bytes = 32'000;  // Excel takes 32,767 characters.
constexpr std::size_t most_tab_characters = 31;
constexpr std::string_view not_in_tabs = "[]:*?/\\'";
constexpr double line_height = 16;
constexpr double title_height = 30;

/// A file in memory that libxlsxwriter can open by name; gone when closed.
class MemoryFile {
 public:
  MemoryFile() : file_(memfd_create("sheet", MFD_CLOEXEC)) {}
  ~MemoryFile() {
    if (file_ >= 0) close(file_);
  }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  bool is_open() const { return file_ >= 0; }
  std::string path() const { return "/proc/self/fd/" + std::to_string(file_); }
  Result<std::string> content() const {
    std::string bytes(static_cast<std::size_t>(std::max<off_t>(0, lseek(file_, 0, SEEK_END))), '\0');
    for (std::size_t at = 0; at < bytes.size();) {
      const ssize_t got = pread(file_, bytes.data() + at, bytes.size() - at, static_cast<off_t>(at));
      if (got <= 0) return failure("cannot read the workbook back: " + std::string{std::strerror(errno)});
      at += static_cast<std::size_t>(got);
    }
    return bytes;
  }

 private:
  int file_;
};

std::string tab_name(std::string_view wanted) {
  std::string name;
  std::size_t characters = 0;
  const std::string words = one_line(wanted);
  for (std::size_t at = 0; at < words.size() && characters < most_tab_characters;) {
    const char32_t each = next_character(words, at);
    // Beyond the basic plane Excel counts two.
    characters += each > 0xffff ? 2 : 1;
    const bool barred = each < 0x80 && not_in_tabs.find(static_cast<char>(each)) != std::string_view::npos;
    if (characters <= most_tab_characters) append_utf8(name, barred ? U' ' : each);
  }
  name = one_line(name);
  return name.empty() ? "sheet" : name;
}

/// XML has no place for these two, whatever their escape.
std::string without_noncharacters(const std::string& words) {
  std::string result;
  for (std::size_t at = 0; at < words.size();) {
    const char32_t each = next_character(words, at);
    if ((each & 0xfffe) != 0xfffe) append_utf8(result, each);
  }
  return result;
}

std::string cell_words(std::string_view words) {
  return inert_cell(clip(without_noncharacters(one_line(words)), most_cell_bytes, true));
}

lxw_datetime excel_day(Day day) {
  return {static_cast<int>(day.year()),
          static_cast<int>(static_cast<unsigned>(day.month())),
          static_cast<int>(static_cast<unsigned>(day.day())),
          0,
          0,
          0};
}

lxw_datetime excel_time(LocalTime time) {
  const auto day = date::floor<date::days>(time);
  lxw_datetime result = excel_day(Day{day});
  const auto minutes = std::chrono::floor<std::chrono::minutes>(time - day).count();
  result.hour = static_cast<int>(minutes / 60);
  result.min = static_cast<int>(minutes % 60);
  return result;
}

double cut(double value, double steps) {
  return std::floor(value * steps + 1e-6) / steps;
}

class SheetInBook {
 public:
  SheetInBook(lxw_workbook* book, const Sheet& sheet)
      : book_(book), sheet_(sheet), page_(workbook_add_worksheet(book, tab_name(sheet.name).c_str())) {}

  bool fill() {
    if (!page_) return false;
    set_up_page();
    write_line(sheet_.title, title_format(), title_height);
    for (const std::string& line : sheet_.above) write_line(line, line_format(), 0);
    write_names();
    for (const auto& row : sheet_.rows) write_row(row);
    for (const std::string& line : sheet_.below) write_line(line, line_format(), 0);
    return fine_;
  }

 private:
  lxw_col_t last_column() const { return static_cast<lxw_col_t>(std::max<std::size_t>(1, sheet_.columns.size()) - 1); }
  void check(lxw_error error) { fine_ = fine_ && error == LXW_NO_ERROR; }

  void set_up_page() {
    worksheet_set_landscape(page_);
    worksheet_set_paper(page_, 9);  // A4
    worksheet_set_margins(page_, 0.5, 0.5, 0.6, 0.6);
    worksheet_fit_to_pages(page_, 1, 0);
    worksheet_center_horizontally(page_);
    check(worksheet_set_footer(page_, "&C&P / &N"));
    const std::vector<int> widths = column_widths(sheet_);
    for (std::size_t i = 0; i < widths.size(); ++i) {
      const auto column = static_cast<lxw_col_t>(i);
      check(worksheet_set_column(page_, column, column, widths[i], nullptr));
      width_ += widths[i];
    }
    for (auto [format, pattern] : {std::pair{&whole_, "0"}, std::pair{&decimal_, "0.0"}, std::pair{&share_, "0.0%"},
                                   std::pair{&day_, "yyyy-mm-dd"}, std::pair{&time_, "yyyy-mm-dd hh:mm"}}) {
      *format = boxed();
      format_set_num_format(*format, pattern);
    }
    words_ = boxed();
    format_set_text_wrap(words_);
  }

  lxw_format* boxed() {
    lxw_format* const format = workbook_add_format(book_);
    format_set_border(format, LXW_BORDER_THIN);
    format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
    return format;
  }

  lxw_format* title_format() {
    lxw_format* const format = workbook_add_format(book_);
    format_set_bold(format);
    format_set_font_size(format, 16);
    format_set_align(format, LXW_ALIGN_CENTER);
    format_set_align(format, LXW_ALIGN_VERTICAL_CENTER);
    return format;
  }

  lxw_format* line_format() {
    if (line_) return line_;
    line_ = workbook_add_format(book_);
    format_set_text_wrap(line_);
    format_set_align(line_, LXW_ALIGN_VERTICAL_TOP);
    return line_;
  }

  // Spreadsheets fit no height to merged cells: it is reckoned from the words.
  void write_line(const std::string& words, lxw_format* format, double height) {
    const std::string content = cell_words(words);
    const int lines = 1 + static_cast<int>(display_width(content)) / std::max(width_, 20);
    check(worksheet_set_row(page_, row_, height > 0 ? height : line_height * lines, nullptr));
    if (last_column() > 0) {
      check(worksheet_merge_range(page_, row_, 0, row_, last_column(), content.c_str(), format));
    } else {
      check(worksheet_write_string(page_, row_, 0, content.c_str(), format));
    }
    ++row_;
  }

  void write_names() {
    lxw_format* const format = boxed();
    format_set_bold(format);
    format_set_text_wrap(format);
    format_set_bg_color(format, 0xeef1f5);
    format_set_align(format, LXW_ALIGN_CENTER);
    for (std::size_t i = 0; i < sheet_.columns.size(); ++i)
      check(worksheet_write_string(page_, row_, static_cast<lxw_col_t>(i), cell_words(sheet_.columns[i].name).c_str(),
                                   format));
    check(worksheet_repeat_rows(page_, row_, row_));
    worksheet_freeze_panes(page_, row_ + 1, 0);
    if (!sheet_.rows.empty()) {
      const auto last = row_ + static_cast<lxw_row_t>(sheet_.rows.size());
      check(worksheet_autofilter(page_, row_, 0, last, last_column()));
    }
    ++row_;
  }

  void write_row(const std::vector<SheetCell>& row) {
    assert(row.size() <= sheet_.columns.size());
    for (std::size_t i = 0; i < sheet_.columns.size(); ++i) {
      const auto column = static_cast<lxw_col_t>(i);
      const auto write = [&](const auto& content) { return write_cell(column, content); };
      check(i < row.size() ? std::visit(write, row[i]) : write_cell(column, std::monostate{}));
    }
    ++row_;
  }

  lxw_error write_cell(lxw_col_t column, std::monostate) { return worksheet_write_blank(page_, row_, column, words_); }
  lxw_error write_cell(lxw_col_t column, const std::string& words) {
    if (words.empty()) return write_cell(column, std::monostate{});
    return worksheet_write_string(page_, row_, column, cell_words(words).c_str(), words_);
  }
  lxw_error write_cell(lxw_col_t column, std::int64_t number) {
    return worksheet_write_number(page_, row_, column, static_cast<double>(number), whole_);
  }
  lxw_error write_cell(lxw_col_t column, double number) {
    return worksheet_write_number(page_, row_, column, cut(number, 10), decimal_);
  }
  lxw_error write_cell(lxw_col_t column, Share share) {
    return worksheet_write_number(page_, row_, column, cut(share.of_one, 1000), share_);
  }
  lxw_error write_cell(lxw_col_t column, Day day) {
    lxw_datetime when = excel_day(day);
    return worksheet_write_datetime(page_, row_, column, &when, day_);
  }
  lxw_error write_cell(lxw_col_t column, LocalTime time) {
    lxw_datetime when = excel_time(time);
    return worksheet_write_datetime(page_, row_, column, &when, time_);
  }

  lxw_workbook* book_;
  const Sheet& sheet_;
  lxw_worksheet* page_;
  lxw_format* words_ = nullptr;
  lxw_format* whole_ = nullptr;
  lxw_format* decimal_ = nullptr;
  lxw_format* share_ = nullptr;
  lxw_format* day_ = nullptr;
  lxw_format* time_ = nullptr;
  lxw_format* line_ = nullptr;
  lxw_row_t row_ = 0;
  int width_ = 0;
  bool fine_ = true;
};

}  // namespace

Result<std::string> write_xlsx(const Sheet& sheet) {
  const MemoryFile file;
  if (!file.is_open()) return failure("cannot make a workbook in memory: " + std::string{std::strerror(errno)}, true);
  lxw_workbook_options options{};
  lxw_workbook* const book = workbook_new_opt(file.path().c_str(), &options);
  if (!book) return failure("cannot make a workbook: out of memory", true);
  const bool filled = SheetInBook{book, sheet}.fill();
  const lxw_error closed = workbook_close(book);
  if (closed != LXW_NO_ERROR)
    return failure("cannot make the workbook " + one_line(sheet.name) + ": " + lxw_strerror(closed), true);
  if (!filled) return failure("cannot make the workbook " + one_line(sheet.name) + ": more than a sheet can hold");
  return file.content();
}

Result<std::string> write_sheet(const Sheet& sheet, SheetFormat format) {
  switch (format) {
    case SheetFormat::text:
      return write_text(sheet);
    case SheetFormat::html:
      return write_html(sheet);
    case SheetFormat::csv:
      return write_csv(sheet);
    case SheetFormat::xlsx:
      return write_xlsx(sheet);
  }
  return failure("no such format");
}

}  // namespace sitewatch

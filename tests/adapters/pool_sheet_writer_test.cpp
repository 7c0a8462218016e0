#include "adapters/pool_sheet_writer.h"

#include <gmock/gmock.h>

#include <boost/asio/io_context.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <thread>

#include "adapters/xlsx_sheet.h"
#include "support/sample_sheet.h"
#include "support/test_spawner.h"
#include "text/sheet_text.h"

namespace sitewatch {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

/// What another program reads in a workbook: one line a cell, "A1 type value format".
std::string read_back(const std::string& workbook) {
  const auto file = std::filesystem::temp_directory_path() / ("sheet-" + std::to_string(getpid()) + ".xlsx");
  std::ofstream{file, std::ios::binary} << workbook;
  const std::string command =
      "/usr/bin/python3 -c \"import sys, openpyxl; page = openpyxl.load_workbook(sys.argv[1]).active\n"
      "print('tab', page.title, page.page_setup.orientation, page.page_setup.paperSize, page.print_title_rows,\n"
      "      page.freeze_panes, page.auto_filter.ref, page.column_dimensions['G'].width >= 50)\n"
      "for row in page.iter_rows():\n"
      "  for cell in row:\n"
      "    if cell.value is not None: print(cell.coordinate, cell.data_type, cell.value, cell.number_format)\" '" +
      file.string() + "'";
  std::string output;
  std::FILE* const pipe = popen(command.c_str(), "r");
  for (char piece[4096]; const std::size_t got = std::fread(piece, 1, sizeof piece, pipe);) output.append(piece, got);
  EXPECT_EQ(pclose(pipe), 0);
  std::filesystem::remove(file);
  return output;
}

TEST(XlsxSheet, ReadsBackAsItWasMeant) {
  const auto bytes = write_xlsx(sample_sheet());
  ASSERT_TRUE(bytes) << bytes.error().message;
  EXPECT_EQ(read_back(*bytes),
            "tab 3月汇总 landscape 9 $4:$4 A5 A4:G7 True\n"
            "A1 s 网站监测情况汇总（核对稿） General\n"
            "A2 s 监测时段：3月1日至3月20日 General\n"
            "A3 s 监测点：本区 General\n"
            "A4 s 主办单位 General\nB4 s 网站数 General\nC4 s 均值 General\nD4 s 失败率 General\n"
            "E4 s 更新 General\nF4 s 时间 General\nG4 s 备注 General\n"
            "A5 s 区教育局 General\nB5 n -2 0\nC5 n 3.5 0.0\nD5 n 0.049 0.0%\n"
            "E5 d 2026-03-05 00:00:00 yyyy-mm-dd\nF5 d 2026-03-05 02:13:00 yyyy-mm-dd hh:mm\n"
            "G5 s '=HYPERLINK(\"http://evil.example\") General\n"
            "A6 s a,\"b\" <i>c General\nG6 s '＠sum General\n"
            "A7 s '=cmd General\n"
            "A8 s 填表说明：机器监测结果，未经核实 General\nA9 s 核对人：　　　日期： General\n");
}

TEST(XlsxSheet, TakesTabNamesAndWordsThatExcelWouldNot) {
  Sheet sheet{.name = "[3月/4月]:*?'" + std::string(60, 'x'), .columns = {{"a"}}};
  sheet.rows = {{std::string(40'000, 'y')}, {std::string{"\xef\xbf\xbf\x01_\xff"}}};
  const auto bytes = write_xlsx(sheet);
  ASSERT_TRUE(bytes) << bytes.error().message;
  const std::string read = read_back(*bytes);
  EXPECT_THAT(read, StartsWith("tab 3月 4月 xxxx"));
  EXPECT_THAT(read, HasSubstr("…"));
}

TEST(XlsxSheet, MayBeEmpty) {
  const auto bytes = write_xlsx(Sheet{});
  ASSERT_TRUE(bytes) << bytes.error().message;
  EXPECT_THAT(read_back(*bytes), StartsWith("tab sheet landscape 9"));
}

struct Answers {
  std::vector<Result<std::string>> sheets;
  std::vector<std::thread::id> threads;
};

Task<void> write(SheetWriter& writer, Sheet sheet, SheetFormat format, Answers& answers) {
  answers.sheets.push_back(co_await writer.write(std::move(sheet), format));
  answers.threads.push_back(std::this_thread::get_id());
}

TEST(PoolSheetWriter, AnswersInEveryFormatOnTheCallersThread) {
  boost::asio::io_context loop;
  PoolSheetWriter writer;
  Answers answers;
  TestSpawner tasks{loop};
  for (const SheetFormat format : {SheetFormat::text, SheetFormat::html, SheetFormat::csv, SheetFormat::xlsx})
    tasks.spawn("write", write(writer, sample_sheet(), format, answers));
  ASSERT_TRUE(tasks.run_until_empty());
  ASSERT_EQ(answers.sheets.size(), 4u);
  EXPECT_EQ(*answers.sheets[0], write_text(sample_sheet()));
  EXPECT_EQ(*answers.sheets[1], write_html(sample_sheet()));
  EXPECT_EQ(*answers.sheets[2], write_csv(sample_sheet()));
  EXPECT_THAT(*answers.sheets[3], StartsWith("PK"));
  for (const std::thread::id thread : answers.threads) EXPECT_EQ(thread, std::this_thread::get_id());
}

TEST(PoolSheetWriter, AnswersThoseWhoStillWaitWhenItEnds) {
  boost::asio::io_context loop;
  Answers answers;
  TestSpawner tasks{loop};
  {
    PoolSheetWriter writer;
    for (int i = 0; i < 40; ++i) tasks.spawn("write", write(writer, sample_sheet(), SheetFormat::xlsx, answers));
    loop.poll();
  }
  ASSERT_TRUE(tasks.run_until_empty());
  ASSERT_EQ(answers.sheets.size(), 40u);
  EXPECT_FALSE(answers.sheets.back());
}

}  // namespace
}  // namespace sitewatch

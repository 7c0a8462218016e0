#include "adapters/pool_page_reader.h"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <thread>
#include <vector>

#include "support/test_spawner.h"

namespace sitewatch {
namespace {

using namespace date::literals;

PageSource source(const std::string& day) {
  PageSource made;
  made.body = "<ul><li><a href=/a>关于开展工作的通知</a><span>" + day + "</span></li></ul>";
  made.url = "http://www.edu.example/";
  made.today = 2026_y / 11 / 23;
  return made;
}

struct Answers {
  std::vector<PageReading> readings;
  std::vector<std::thread::id> threads;
};

Task<void> read(PageReader& reader, PageSource page, Answers& answers) {
  PageReading reading = co_await reader.read(std::move(page));
  answers.readings.push_back(std::move(reading));
  answers.threads.push_back(std::this_thread::get_id());
}

TEST(PoolPageReader, AnswersOnTheCallersThread) {
  boost::asio::io_context loop;
  PoolPageReader reader{2};
  Answers answers;
  TestSpawner tasks{loop};
  for (int i = 10; i < 30; ++i) tasks.spawn("read", read(reader, source("2026-10-" + std::to_string(i)), answers));
  ASSERT_TRUE(tasks.run_until_empty());
  ASSERT_EQ(answers.readings.size(), 20u);
  for (const PageReading& reading : answers.readings) EXPECT_EQ(reading.state, PageState::dated);
  for (const std::thread::id thread : answers.threads) EXPECT_EQ(thread, std::this_thread::get_id());
}

TEST(PoolPageReader, AnswersThoseWhoStillWaitWhenItEnds) {
  boost::asio::io_context loop;
  Answers answers;
  TestSpawner tasks{loop};
  {
    PoolPageReader reader{1};
    PageSource page = source("2026-10-10");
    page.body.append(2u << 20, '<');
    for (int i = 0; i < 10; ++i) tasks.spawn("read", read(reader, page, answers));
    loop.poll();
  }
  ASSERT_TRUE(tasks.run_until_empty());
  ASSERT_EQ(answers.readings.size(), 10u);
  EXPECT_EQ(answers.readings.back().state, PageState::unparsed);
}

}  // namespace
}  // namespace sitewatch

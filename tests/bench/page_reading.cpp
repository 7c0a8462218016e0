// Megabytes a second of one thread: the tokenizer, the charset and the whole reading, beside bare loops over the same
// bytes.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "page/attributes.h"
#include "page/charset.h"
#include "page/read_page.h"
#include "page/tokenizer.h"
#include "text/decode.h"

namespace {

using namespace sitewatch;
using Pages = std::vector<std::string>;

struct Words {
  const char* title;
  const char* site;
};
constexpr Words utf8_words{"关于开展专项检查工作的通知", "青禾区人民政府"};
constexpr Words gbk_words{
    "\xb9\xd8\xd3\xda\xbf\xaa\xd5\xb9\xd7\xa8\xcf\xee\xbc\xec\xb2\xe9\xb9\xa4\xd7\xf7\xb5\xc4\xcd\xa8\xd6\xaa",
    "\xc7\xe0\xba\xcc\xc7\xf8\xc8\xcb\xc3\xf1\xd5\xfe\xb8\xae"};

/// A home page of the common kind: head, script, navigation, lists, footer.
std::string home_page(const Words& words, int rows) {
  std::string page =
      "<!DOCTYPE html>\r\n<html><head><meta http-equiv=\"X-UA-Compatible\" content=\"IE=edge\">\r\n<meta "
      "charset=\"gb2312\">\r\n<title>";
  page += words.site;
  page +=
      "</title>\r\n<script>\r\nvar i = 0; for (; i < 10; ++i) { document.title += '<b>' + i + '</b>'; "
      "}\r\n</script>\r\n";
  page += "</head>\r\n<body>\r\n<!-- navigation -->\r\n<div class=\"list\"><ul>\r\n";
  for (int row = 0; row < rows; ++row) {
    const std::string number = std::to_string(row);
    page += "  <li class=\"item\"><a href=\"/zwgk/tzgg/202611/t202611" + std::to_string(10 + row % 20) + '_' + number +
            ".html\" target=\"_blank\" title=\"" + words.title + "\">" + words.title +
            "</a>&nbsp;<span class=\"date\">2026-11-" + std::to_string(10 + row % 20) + "</span></li>\r\n";
  }
  return page + "</ul></div>\r\n<div class=\"footer\">" + words.site + " &copy; 2026</div></body></html>\r\n";
}

Pages files_of(const std::string& folder) {
  Pages pages;
  for (const auto& entry : std::filesystem::recursive_directory_iterator{folder}) {
    if (!entry.is_regular_file()) continue;
    std::ifstream file{entry.path(), std::ios::binary};
    pages.emplace_back(std::istreambuf_iterator<char>{file}, std::istreambuf_iterator<char>{});
  }
  return pages;
}

std::size_t size_of(const Pages& pages) {
  std::size_t size = 0;
  for (const std::string& page : pages) size += page.size();
  return size;
}

std::size_t bare_memchr(const std::string& page) {
  std::size_t found = 0;
  const char* end = page.data() + page.size();
  for (const void* at = std::memchr(page.data(), '<', page.size()); at;) {
    const char* behind = static_cast<const char*>(at) + 1;
    ++found;
    at = std::memchr(behind, '<', static_cast<std::size_t>(end - behind));
  }
  return found;
}

std::size_t bare_memcpy(const std::string& page) {
  const std::string copy{page};
  return static_cast<unsigned char>(copy.empty() ? '\0' : copy.back());
}

std::size_t all_tokens(const std::string& page) {
  page::Tokenizer tokenizer{page};
  std::size_t sum = 0;
  for (page::Token token = tokenizer.next(); token.kind != page::TokenKind::end; token = tokenizer.next())
    sum += token.raw.size();
  return sum;
}

/// What a reader of lists asks for: the characters outside scripts, and where links lead.
std::size_t texts_and_links(const std::string& page) {
  page::Tokenizer tokenizer{page};
  std::string buffer;
  std::size_t sum = 0;
  for (page::Token token = tokenizer.next(); token.kind != page::TokenKind::end; token = tokenizer.next()) {
    if (token.kind == page::TokenKind::text && token.element == page::Element::other)
      sum += page::characters(token, buffer).size();
    if (token.kind != page::TokenKind::start_tag || token.element != page::Element::a) continue;
    if (const auto href = page::attribute(token.raw, "href")) sum += page::attribute_value(*href, buffer).size();
    if (const auto title = page::attribute(token.raw, "title")) sum += page::attribute_value(*title, buffer).size();
  }
  return sum;
}

std::size_t valid_utf8(const std::string& page) {
  return is_utf8(page) ? 1 : 0;
}

std::size_t decoded(const std::string& page) {
  return page::decode_page(page, "text/html").text.size();
}

std::size_t whole(const std::string& page, PageKind kind) {
  const Day today{date::year{2026} / 11 / 24};
  return page::read_page({page, "text/html", "http://www.qinghe.example/", today, kind}).title.size();
}

std::size_t as_home(const std::string& page) {
  return whole(page, PageKind::home);
}

std::size_t as_article(const std::string& page) {
  return whole(page, PageKind::article);
}

/// Seconds of CPU.
template <class Work>
double best_of(int rounds, Work work) {
  double best = 1e9;
  for (int round = 0; round < rounds; ++round) {
    const std::clock_t from = std::clock();
    work();
    best = std::min(best, double(std::clock() - from) / CLOCKS_PER_SEC);
  }
  return best;
}

template <class Read>
void measure(const char* name, const Pages& pages, int rounds, Read read) {
  std::size_t sum = 0;
  const double best = best_of(rounds, [&] {
    for (const std::string& page : pages) sum += read(page);
  });
  std::printf("  %-18s %8.0f MB/s   (%zu)\n", name, double(size_of(pages)) / 1e6 / best, sum / std::size_t(rounds));
}

void measure_all(const std::string& title, const Pages& pages, int rounds) {
  std::printf("%s: %zu pages, %.1f MB, best of %d rounds\n", title.c_str(), pages.size(), double(size_of(pages)) / 1e6,
              rounds);
  measure("bare memchr '<'", pages, rounds, bare_memchr);
  measure("bare memcpy", pages, rounds, bare_memcpy);
  measure("tokens", pages, rounds, all_tokens);
  measure("texts and links", pages, rounds, texts_and_links);
  measure("valid UTF-8", pages, rounds, valid_utf8);
  measure("charset, decoded", pages, rounds, decoded);
  measure("read as home page", pages, rounds, as_home);
  measure("read as article", pages, rounds, as_article);
}

/// The page that takes longest, by the best of several rounds each.
void measure_slowest(const Pages& pages, int rounds, const char* name, std::size_t (*read)(const std::string&)) {
  double slowest = 0;
  std::size_t size = 0;
  for (const std::string& page : pages) {
    const double best = best_of(rounds, [&] { read(page); });
    if (best <= slowest) continue;
    slowest = best;
    size = page.size();
  }
  std::printf("  slowest page %s: %.1f ms of %.2f MB\n", name, slowest * 1e3, double(size) / 1e6);
}

std::string repeated(std::string_view piece) {
  constexpr std::size_t size = 10u << 20;
  std::string page;
  while (page.size() < size) page += piece;
  return page;
}

/// One tag, every name another one.
std::string many_attributes() {
  std::string page = "<a";
  for (int i = 0; page.size() < (10u << 20); ++i) {
    page += ' ';
    for (int left = i; left > 0; left /= 26) page += static_cast<char>('a' + left % 26);
  }
  return page + '>';
}

std::size_t as_any_kind(const std::string& page) {
  return whole(page, PageKind::automatic);
}

/// Milliseconds of pages made to be slow, 10 MB each, read for everything that can be asked.
void measure_hostile(int rounds) {
  std::printf("hostile pages read whole, best of %d rounds\n", rounds);
  const auto one = [&](std::string_view name, const std::string& page) {
    const double best = best_of(rounds, [&] { as_any_kind(page); });
    std::printf("  %-40.40s %8.1f ms\n", std::string{name.substr(0, name.find('\n'))}.c_str(), best * 1e3);
  };
  constexpr std::string_view pieces[] = {
      // Markup.
      "<", "<a <a <a ", "&", "&#", "&copy", "&NotEqualTild", "<a>", "<a b>", "</", "<!", "<!-- ", "<div>", "<b><div>",
      "<script>", "<script></script>", "<svg><title/>", "<p>", "<li>", "<li><a href=a>", "<td class=date>", "<time>",
      "<h1>", "<meta name=date content=x>", "<iframe src=a>", "\r", "\xe5", "\xc7\xf8", "\x81\x30",
      // Dates in text, rows, attributes and scripts.
      "2026-11-20 ", "2026-11-20<b>", "20.11.2026 ", "11-20 ", "<i>11-20</i>", "2026年11月20日",
      "二〇二六年十一月二十日", "２０２６－１１－２０", "November 20, 2026 ", "20 November 2026 ", "1 ", "1<b>",
      "12345678901234567890", "<li><a href=/a>关于开展安全工作的通知</a>2026-11-20</li>",
      "<li><a href=/a>关于开展安全工作的通知</a>[11-20]</li>",
      "<li><a href=/art/2026/11/20/a.html>关于开展安全工作的通知</a></li>", "<time datetime=2026-11-20>", "发布时间：",
      "发布时间：2026-11-20 ", "<p>发布时间：2026-11-20</p>", "<b>2026</b><b>11</b>", "<h1>2026-11-20</h1>",
      "<meta name=pubdate content=2026-11-20>", "<script>var a='2026-11-20';</script>",
      "<script>{\"url\":\"/a\",\"title\":\"关于开展安全工作的通知\",\"date\":\"2026-11-20\"}</script>",
      "<script type=application/ld+json>{\"datePublished\":1}</script>", "<script><![CDATA[<li>]]></script>",
      "location.href", "http://www.edu.example/2026/11/20/ "};
  for (const std::string_view piece : pieces) one(piece, repeated(piece));
  for (const std::string_view item : {"<item>", "<item><pubDate>2026-11-20</pubDate></item>"})
    one("rss " + std::string{item}, "<rss>" + repeated(item));
  one("script of JSON",
      "<script>" + repeated("{\"url\":\"/a\",\"title\":\"关于开展安全工作\",\"date\":\"2026-11-20\"},"));
  one("script of dates", "<script>" + repeated("'2026-11-20',"));
  one("script of keys", "<script>" + repeated("\"published\":") + "</script>");
  one("script of CDATA", "<script>" + repeated("<![CDATA[<li><a href=a>b</a>2026-11-20</li>]]>"));
  one("NUL bytes", std::string(10u << 20, '\0'));
  one("one tag of names", many_attributes());
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"How fast one thread reads pages"};
  std::string folder;
  int rounds = 9;
  app.add_option("folder", folder, "Read the files below it, not made-up pages")->check(CLI::ExistingDirectory);
  app.add_option("--rounds", rounds, "Rounds of each measurement")->check(CLI::PositiveNumber);
  CLI11_PARSE(app, argc, argv);

  if (!folder.empty()) {
    const Pages pages = files_of(folder);
    measure_all(folder, pages, rounds);
    measure_slowest(pages, std::min(rounds, 3), "as home page", as_home);
    measure_slowest(pages, std::min(rounds, 3), "as article", as_article);
    return 0;
  }
  measure_all("home pages in UTF-8", Pages(50, home_page(utf8_words, 1000)), rounds);
  measure_all("home pages in GB18030", Pages(50, home_page(gbk_words, 1000)), rounds);
  measure_hostile(rounds);
  return 0;
}

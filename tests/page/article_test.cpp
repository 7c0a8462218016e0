#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "page/read_page.h"

namespace sitewatch::page {
namespace {

using namespace date::literals;
using testing::Contains;
using testing::HasSubstr;

const Day today{2026_y / 11 / 23};
const Day published{2026_y / 11 / 12};

PageReading read(const std::string& html, const char* url = "") {
  return read_page({html, "text/html; charset=utf-8", url, today, PageKind::article});
}

const std::string headline = "<title>区教育局召开安全工作推进会 - 区教育局</title><h1>区教育局召开安全工作推进会</h1>";

TEST(Article, IsDatedByWhatItsPageSaysOfPublication) {
  const char* pages[] = {
      "<meta property='article:published_time' content='2026-11-12T08:00:00+08:00'>",
      "<meta name=PubDate content='2026-11-12 09:30'>",
      "<meta name='firstpublishedtime' content='2026-11-12-09:30:00'>",
      "<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"datePublished\":\"2026-11-12\"}</script>",
      "<h1>Council opens new library</h1><time datetime='2026-11-12T08:00'>Thursday</time>",
      "<time itemprop=datePublished datetime='2026-11-12'></time>",
      "<span itemprop=datePublished>12.11.2026</span>",
      "<h1>区教育局召开会议</h1><p>来源：办公室　发布时间：2026-11-12 08:30　浏览次数：12</p>",
      "<p>发布时间：</p><p><b>2026年11月12日</b></p>",
      "<p>【信息发布时间：2026-11-12阅读次数：</p>",
      "<h1>Council opens new library</h1><p>By Jane Doe, November 12, 2026</p>",
      "<h1>Rat eröffnet neue Bücherei</h1><p>12. November 2026</p>",
      "<h1>La mairie ouvre une bibliothèque</h1><p>Publié le 12 novembre 2026 à 8h</p>",
      "<h1>Rat eröffnet neue Bücherei</h1><p>12.11.2026 - Der Rat hat am Mittwoch beschlossen, was seit langem im "
      "Gespräch war und nun endlich auch bezahlt werden kann.</p>",
      "<script>window.state={\"publishedAt\":\"2026-11-12T01:00:00Z\"}</script><p>text</p>",
  };
  for (const char* html : pages) {
    const PageReading reading = read(html);
    EXPECT_EQ(reading.newest, published) << html;
    EXPECT_EQ(reading.state, PageState::dated) << html;
    EXPECT_TRUE(reading.evidence) << html;
  }
}

TEST(Article, TrustsItsLabelMoreThanItsAddress) {
  const PageReading moved =
      read(headline + "<p>发布时间：2010-01-29</p>", "http://www.edu.example/zwgk/201705/t20170520_20926257.html");
  EXPECT_EQ(moved.newest, Day{2010_y / 1 / 29});
  EXPECT_EQ(read(headline + "<p>正文</p>", "http://www.edu.example/art/2026/11/12/art_1.html").newest, published);
  EXPECT_EQ(read("<link rel=canonical href='http://www.edu.example/2026/11/12/a.html'>" + headline).newest, published);
}

TEST(Article, IsDatedByWhatItShowsWhereTagsContradictIt) {
  const std::string tag = "<meta property='article:published_time' content='2026-11-15'>";
  const std::string json = "<script type='application/ld+json'>{\"datePublished\":\"2026-11-12\"}</script>";
  // One tag against the other.
  EXPECT_EQ(read(tag + json + headline + "<p>2026-11-12</p>").newest, published);
  EXPECT_EQ(read(tag + json + headline + "<p>2026-11-15</p>").newest, Day{2026_y / 11 / 15});
  // All that is shown against the only tag.
  const PageReading shown = read(tag + headline + "<p class=date><time datetime=2026-11-12>2026-11-12</time></p>");
  EXPECT_EQ(shown.newest, published);
  EXPECT_THAT(shown.notes, Contains("a tag says 2026-11-15"));
  // One line alone may be about something else.
  EXPECT_EQ(read(tag + headline + "<p>2026-11-12</p>").newest, Day{2026_y / 11 / 15});
}

TEST(Article, IsNotDatedLaterThanItsLastChange) {
  const std::string body = headline + "<p>安全生产例会 2026年11月20日 09:00</p>";
  EXPECT_EQ(read(body).newest, Day{2026_y / 11 / 20});
  EXPECT_EQ(read(body + "<p>最后更新：2026-11-12</p>").newest, published);
  // What a tag says was planned ahead.
  EXPECT_EQ(read("<meta property='article:published_time' content='2026-11-12'>"
                 "<meta property='article:modified_time' content='2026-11-10'>" +
                 headline)
                .newest,
            published);
}

TEST(Article, IsDatedByTheLineRightAboveItsHeadline) {
  const std::string teaser = "<p>" + std::string(300, 'x') + "</p><p>2026-11-20 Another story</p>";
  EXPECT_EQ(read("<p>12.11.2026 - Council</p>" + headline + teaser).newest, published);
  EXPECT_FALSE(read("<p>12.11.2027 - Council</p>" + headline).newest);
  // Further up stands what belongs to something else.
  EXPECT_EQ(read("<p>20.11.2026</p><p>Council opens new library, and other news of the week</p>" + headline +
                 "<p>12.11.2026</p>")
                .newest,
            published);
}

TEST(Article, IsDatedByItsDateline) {
  const std::string text =
      " Der Rat hat am Mittwoch beschlossen, was seit langem im Gespräch war und nun bezahlt wird.";
  for (const char* line : {"12.11.2026 -", "Karlsruhe, (12.11.2026).", "Berlin, 12. November 2026 –"})
    EXPECT_EQ(read(headline + "<p>" + line + text + "</p>").newest, published) << line;
  EXPECT_FALSE(read(headline + "<p>Am Samstag, 14. November 2026, kommt der Rat zusammen," + text + "</p>").newest);
  EXPECT_EQ(read("<title>12.11.2026 - Council opens library</title><p>20.11.2026 - Another story of the town</p><h1>"
                 "12.11.2026 - Council opens library</h1>")
                .newest,
            published);
}

TEST(Article, IsDatedByADateSplitOverElements) {
  EXPECT_EQ(read(headline + "<p><i>Nov</i><b>12</b><b>2026</b></p>").newest, published);
  EXPECT_EQ(read(headline + "<p><b>12.</b> <i>November</i> <b>2026</b></p>").newest, published);
  EXPECT_FALSE(read(headline + "<p><i>Room</i> <b>12</b> <b>2026</b></p>").newest);
}

TEST(Article, IsNotDatedByTheToolbarOfAnArchive) {
  EXPECT_EQ(read("<div id='wm-ipp-base'><table><tr><td>20 Nov 2026</td></tr></table></div>" + headline +
                 "<p>text</p><p>12 November 2026</p>")
                .newest,
            published);
}

TEST(Article, KnowsThatAnAsideBelowItsHeadlineIsPartOfIt) {
  EXPECT_EQ(read("<time datetime=2026-11-20></time>" + headline +
                 "<aside><time itemprop=datePublished datetime=2026-11-12></time></aside>")
                .newest,
            published);
}

TEST(Article, KnowsWordsForPublishedAndUpdated) {
  for (const char* label :
       {"发布时间：", "發布日期：", "发稿时间：", "掲載日：", "등록일 ", "Published ", "Publiziert am ", "Publié le ",
        "Publicado el ", "Pubblicato il ", "Opublikowano: ", "Zveřejněno ", "Közzétéve: ", "Publicat la ", "Julkaistu ",
        "Опубликовано: ", "Yayınlanma: ", "Ngày đăng: "})
    EXPECT_EQ(read(headline + "<p>2026-11-20 08:00</p><p>" + label + "2026-11-12</p>").newest, published) << label;
  const std::string text = "<p>" + std::string(300, 'x') + "</p>";
  for (const char* label :
       {"更新时间：", "最終更新 ", "수정 ", "Last updated ", "Zuletzt geändert am ", "Mis à jour le ",
        "Actualizado el ", "Aggiornamento: ", "Senast ändrad ", "Обновлено: ", "Cập nhật: "})
    EXPECT_THAT(read(headline + text + "<p>" + label + "2026-11-12</p>").notes, Contains("date from: last change"))
        << label;
  // Right behind the headline it is the date that readers are given, unless a tag knows better.
  const std::string updated = headline + "<p>更新时间：2026-11-12</p>" + text + "<p>2026-11-20</p>";
  EXPECT_EQ(read(updated).newest, published);
  EXPECT_EQ(read("<meta name=PubDate content=2017-03-01>" + updated).newest, Day(2017_y / 3 / 1));
}

TEST(Article, ReadsADateThatTheLabelledScriptWrites) {
  EXPECT_EQ(read(headline + "<p>发布时间：<script>var pubdata='2026年11月12日';"
                            "if(pubdata!=''){document.write(pubdata);}</script></p>")
                .newest,
            published);
  // The same script without a label is a clock.
  EXPECT_FALSE(read(headline + "<script>var now='2026年11月12日';document.write(now);</script>").newest);
  EXPECT_EQ(read("<script>show('1794449074','2026-11-12')</script><p>正文</p>").newest, published);
}

TEST(Article, SuppliesTheYearOfItsLabelFromElsewhereOnThePage) {
  EXPECT_EQ(read(headline + "<p>发布时间：</p><span>11-12</span>").newest, published);
  EXPECT_EQ(
      read("<meta name=dateUpdate content='2024-11-12 10:00:00'>" + headline + "<p>发布时间：</p><i>11-12</i>").newest,
      Day{2024_y / 11 / 12});
}

TEST(Article, IsNotDatedByWhatItIsAbout) {
  const char* bodies[] = {
      "<p>培训时间：2026-11-20 12:00</p>",
      "<p>报名截止：2026-11-20</p>",
      "<p>14. - 20. November 2026</p>",
      "<p>24. April bis 20. November 2026</p>",
      "<p>本条例自2026年11月20日起施行</p>",
      "<p>版权所有 © 2026-11-20</p>",
      "<p>今天是2026年11月23日 星期一</p>",
      "<!-- 2026-11-20 -->",
      "<p>根据区政府〔2017〕4号文件，经2026年11月20日第三次常务会议研究决定，自即日起开展全区范围内的安全生产大检查。</"
      "p>",
  };
  for (const char* body : bodies) {
    EXPECT_FALSE(read(headline + body).newest) << body;
    EXPECT_EQ(read(headline + "<p>发布时间：2026-11-12</p>" + body).newest, published) << body;
    EXPECT_EQ(read(headline + body + "<p>发布时间：2026-11-12</p>").newest, published) << body;
  }
}

TEST(Article, WithAnImpossibleDateHasNoneAndSaysSo) {
  const PageReading reading =
      read(headline + "<ul><li>发布时间：2033-05-31</li><li>公布：办公室</li><li>2013-05-01</li></ul>");
  EXPECT_FALSE(reading.newest);
  EXPECT_NE(reading.state, PageState::dated);
  EXPECT_THAT(reading.notes, Contains("impossible publication date"));
}

TEST(Article, IsNotDatedByItsSidebar) {
  const std::string sidebar =
      "<div class='sidebar'><h3>Most read</h3><ul><li>Another story <time datetime='2026-11-22'>22 Nov "
      "2026</time></li></ul></div>";
  const std::string article = "<h1>Council opens new library</h1><p>12 November 2026</p>";
  EXPECT_EQ(read(sidebar + article).newest, published);
  EXPECT_EQ(read(article + sidebar).newest, published);
  EXPECT_EQ(read("<h1>Site</h1><h2>Another</h2><time class=published datetime='2026-11-22'></time><title>Council opens "
                 "new library</title><h1>Council opens new library</h1><time datetime='2026-11-12'></time>")
                .newest,
            published);
}

TEST(Article, TakesThePublishersOwnDay) {
  const std::string late = "<meta property='article:published_time' content='2026-11-13T01:30:00+00:00'>";
  EXPECT_EQ(read(late, "https://news.example/2026/11/12/library").newest, published);
  EXPECT_EQ(read(late + "<h1>Council opens library</h1><p>November 12, 2026</p>").newest, published);
  EXPECT_EQ(read(late).newest, Day{2026_y / 11 / 13});
}

TEST(Article, SaysWhereItsDateWasRead) {
  const PageReading reading = read(headline + "<p>发布时间：2026-11-12 来源：办公室</p>");
  EXPECT_THAT(reading.evidence->text, HasSubstr("发布时间：2026-11-12"));
  EXPECT_THAT(reading.notes, Contains("date from: label"));
}

TEST(Article, IsRecognisedAmongPagesOfUnknownKind) {
  const auto kind_of = [](const std::string& html) {
    return read_page({html, "text/html; charset=utf-8", "", today, PageKind::automatic}).kind;
  };
  const std::string row = "<li><a href=/a>关于开展安全工作的通知</a><i>2026-11-12</i></li>";
  const std::string list = "<ul>" + row + row + row + "</ul>";
  EXPECT_EQ(kind_of(headline + "<p>发布时间：2026-11-12</p><p>正文</p>"), PageKind::article);
  EXPECT_EQ(kind_of(list), PageKind::list);
  EXPECT_EQ(
      kind_of("<div><div>" + list + "</div></div><div><div>" + list + "</div></div><div><div>" + list + "</div></div>"),
      PageKind::home);
}

}  // namespace
}  // namespace sitewatch::page

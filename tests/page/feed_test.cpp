#include "page/feed.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "page/read_page.h"
#include "page/xml_pieces.h"

namespace sitewatch::page {
namespace {

using namespace date::literals;
using testing::Contains;
using testing::SizeIs;

const Day today{2026_y / 11 / 23};

PageReading read(const std::string& feed, PageKind kind = PageKind::list, std::string_view content_type = "text/html") {
  return read_page({feed, content_type, "http://www.edu.example/rss/", today, kind});
}

std::string rss(const std::string& items, const std::string& head = "<?xml version='1.0'?>\n") {
  return head + "<rss version='2.0'><channel><title>通知公告</title><link>http://www.edu.example/</link>" +
         "<pubDate>Mon, 23 Nov 2026 08:00:00 +0800</pubDate><lastBuildDate>Mon, 23 Nov 2026 08:00:00 "
         "+0800</lastBuildDate>" +
         items + "</channel></rss>";
}

std::string item(const std::string& inside) {
  return "<item><title><![CDATA[关于<b>停水</b>的通知]]></title><link>/a?x=1&amp;y=2</link>" + inside + "</item>\n";
}

std::string entry(const std::string& inside) {
  return "<entry><title type='html'>停水 &amp; 停电</title><link rel='self' href='/self'/><link href='/a.html'/>" +
         inside + "</entry>";
}

std::string atom(const std::string& entries) {
  return "<feed xmlns='http://www.w3.org/2005/Atom'><title>News</title><updated>2026-11-23T00:00:00Z</updated>" +
         entries + "</feed>";
}

TEST(Feed, IsTakenForOneByItsContent) {
  for (const char* root : {"<rss>", "<?xml version='1.0'?><!-- x --><feed>", "\n<rdf:RDF>", "<urlset>",
                           "<sitemapindex>", "<!DOCTYPE rss PUBLIC 'a' 'b'><rss version=\"0.91\">"})
    EXPECT_TRUE(is_feed(root)) << root;
  for (const char* other : {"", "rss", "<html><rss>", "<!DOCTYPE html><feed-list>", "<p><feed>", "<?xml"})
    EXPECT_FALSE(is_feed(other)) << other;
}

TEST(Feed, OfRssIsDatedByItsItemsNotByItself) {
  const std::string feed = rss(item("<pubDate>Wed, 18 Mar 2026 08:00:00 +0800</pubDate>") +
                               item("<dc:date>2026-03-20T09:00:00+08:00</dc:date>"));
  for (const PageKind kind : {PageKind::automatic, PageKind::list, PageKind::home}) {
    const PageReading reading = read(feed, kind);
    EXPECT_EQ(reading.state, PageState::dated);
    EXPECT_EQ(reading.kind, PageKind::list);
    EXPECT_EQ(reading.newest, Day{2026_y / 3 / 20});
    EXPECT_EQ(reading.title, "通知公告");
    EXPECT_EQ(reading.items, 2);
    EXPECT_EQ(reading.dated_items, 2);
    EXPECT_THAT(reading.marks, SizeIs(2));
    ASSERT_TRUE(reading.evidence);
    EXPECT_EQ(reading.evidence->text, "关于<b>停水</b>的通知 2026-03-20");
    EXPECT_EQ(reading.evidence->link, "http://www.edu.example/a?x=1&y=2");
    EXPECT_FALSE(is_doubtful(reading));
  }
}

TEST(Feed, OfAtomIsDatedByPublicationNotByChanges) {
  const PageReading both =
      read(atom(entry("<published>2026-03-18T08:00:00+08:00</published><updated>2026-11-20T08:00:00Z</updated>")));
  EXPECT_EQ(both.newest, Day{2026_y / 3 / 18});
  EXPECT_EQ(both.newest_items.at(0).title, "停水 & 停电");
  EXPECT_EQ(both.newest_items.at(0).link, "http://www.edu.example/a.html");
  EXPECT_FALSE(is_doubtful(both));

  const PageReading change = read(atom(entry("<updated>2026-11-20T08:00:00Z</updated>")));
  EXPECT_EQ(change.state, PageState::unparsed);
  EXPECT_EQ(change.newest, std::nullopt);
  EXPECT_THAT(change.notes, Contains("last changed 2026-11-20, which is no date of publication"));

  // One that was published before the change may still be the newest.
  EXPECT_TRUE(is_doubtful(read(
      atom(entry("<published>2026-03-18T08:00:00Z</published>") + entry("<updated>2026-11-20T08:00:00Z</updated>")))));
}

TEST(Feed, OfASitemapSaysNothingOfPublicationUnlessItIsNews) {
  const std::string page = "<url><loc>http://www.edu.example/a</loc><lastmod>2026-11-20</lastmod>";
  const PageReading plain = read("<urlset>" + page + "</url></urlset>");
  EXPECT_EQ(plain.state, PageState::unparsed);
  EXPECT_EQ(plain.newest, std::nullopt);
  EXPECT_EQ(plain.items, 1);
  const PageReading news = read("<urlset>" + page +
                                "<news:news><news:publication_date>2026-03-18</news:publication_date>"
                                "<news:title>停水</news:title></news:news></url></urlset>");
  EXPECT_EQ(news.newest, Day{2026_y / 3 / 18});
  EXPECT_EQ(news.evidence->text, "停水 2026-03-18");
  EXPECT_EQ(read("<sitemapindex><sitemap><loc>http://www.edu.example/1.xml</loc></sitemap></sitemapindex>").state,
            PageState::unparsed);
}

TEST(Feed, WithoutDatesOrItemsIsUndatedOrBlank) {
  EXPECT_EQ(read(rss(item(""))).state, PageState::undated);
  EXPECT_EQ(read(rss("")).state, PageState::blank);
}

TEST(Feed, OfTimesInUtcCountsTheDayInChina) {
  EXPECT_EQ(read(rss(item("<pubDate>Wed, 18 Mar 2026 16:30:00 GMT</pubDate>"))).newest, Day{2026_y / 3 / 19});
  EXPECT_EQ(read(rss(item("<pubDate>Wed, 18 Mar 2026 15:30:00 GMT</pubDate>"))).newest, Day{2026_y / 3 / 18});
  EXPECT_EQ(read(rss(item("<pubDate>Wed, 18 Mar 2026 23:30:00 +0800</pubDate>"))).newest, Day{2026_y / 3 / 18});
}

TEST(Feed, LeavesOutTheFuture) {
  const PageReading reading = read(rss(item("<pubDate>2033-05-31</pubDate>") + item("<pubDate>2026-11-12</pubDate>")));
  EXPECT_EQ(reading.newest, Day{2026_y / 11 / 12});
  EXPECT_THAT(reading.notes, Contains("dates in the future left out"));
}

TEST(Feed, KnowsNoEntities) {
  const std::string laughs =
      "<!DOCTYPE rss [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;'><!ENTITY x SYSTEM 'file:///etc/passwd'>]>";
  const PageReading reading = read(rss(item("<pubDate>2026-11-20</pubDate>"), laughs));
  EXPECT_EQ(reading.state, PageState::unparsed);
  EXPECT_EQ(reading.newest, std::nullopt);
  EXPECT_THAT(reading.notes, Contains("a feed with declarations is not read"));
  const PageReading outside = read(rss(item("<pubDate>2026-11-20</pubDate>"), "<!DOCTYPE rss PUBLIC 'a' 'b'>"));
  EXPECT_EQ(outside.newest, Day{2026_y / 11 / 20});
}

TEST(Feed, ThatEndsEarlyIsNoVerdict) {
  const std::string whole = rss(item("<pubDate>2026-03-18</pubDate>"));
  for (const char* cut : {"<item><title><![CDATA[x", "<!-- ", "<item a='", "<?x"})
    EXPECT_EQ(read(whole + cut).state, PageState::unparsed) << cut;
}

TEST(Feed, IsReadInAnyCharset) {
  const std::string gbk =
      "<?xml version='1.0' encoding='gb2312'?><rss><channel><title>\xcd\xa8\xd6\xaa\xb9\xab\xb8\xe6"
      "</title><item><title>\xb9\xd8\xd3\xda\xcd\xa3\xcb\xae\xb5\xc4\xcd\xa8\xd6\xaa</title>"
      "<pubDate>2026-11-20</pubDate></item></channel></rss>";
  EXPECT_EQ(read(gbk, PageKind::list, "text/xml").evidence->text, "关于停水的通知 2026-11-20");
}

TEST(XmlPieces, AreSlicesInOrder) {
  XmlPieces pieces{"<a:b c='>'/>x<![CDATA[<y>]]><!-- <z> --></b >"};
  const XmlPiece tag = pieces.next();
  EXPECT_EQ(tag.prefix, "a");
  EXPECT_EQ(tag.name, "b");
  EXPECT_EQ(tag.raw, " c='>'");
  EXPECT_TRUE(tag.self_closing);
  EXPECT_EQ(pieces.next().raw, "x");
  const XmlPiece literal = pieces.next();
  EXPECT_EQ(literal.raw, "<y>");
  EXPECT_TRUE(literal.literal);
  EXPECT_EQ(pieces.next().name, "b");
  EXPECT_EQ(pieces.next().kind, XmlKind::end);
  EXPECT_FALSE(pieces.cut_short());
}

}  // namespace
}  // namespace sitewatch::page

using Steward.Observability.Metrics;

namespace Steward.Observability.Tests.Metrics;

public sealed class LabelSetsTests
{
    private readonly LabelSets<NumberSeries> _sets = new(3, labels => new NumberSeries(labels));

    [Fact]
    public void The_same_labels_in_another_order_are_the_same_series()
    {
        var one = _sets.Find([new("provider", "openai"), new("model", "m")]);
        var other = _sets.Find([new("model", "m"), new("provider", "openai")]);
        other.ShouldBeSameAs(one);
    }

    [Fact]
    public void A_number_and_its_text_are_the_same_series()
    {
        var one = _sets.Find([new("status", 200)]);
        _sets.Find([new("status", 200L)]).ShouldBeSameAs(one);
        _sets.Find([new("status", "200")]).ShouldBeSameAs(one);
    }

    [Fact]
    public void Label_sets_past_the_limit_share_one_series_and_are_counted()
    {
        for (var i = 0; i < 10; i++) _sets.Find([new("k", i)]).Add(1);

        var texts = _sets.All().Select(s => System.Text.Encoding.UTF8.GetString(s.Labels)).ToArray();
        texts.ShouldBe(["k=\"0\"", "k=\"1\"", "k=\"2\"", "overflow=\"true\""]);
        _sets.All()[^1].Value.ShouldBe(7);
        _sets.Overflowed.ShouldBe(7);
        _sets.Find([new("k", 1)]).ShouldBeSameAs(_sets.All()[1]);
    }

    [Fact]
    public void Addresses_paths_and_user_ids_make_no_series_of_their_own()
    {
        var one = _sets.Find([new("route", "/a"), new("user_id", "u1"), new("url.path", "/a/1")]);
        _sets.Find([new("route", "/a"), new("user_id", "u2"), new("network.peer.address", "10.0.0.1")]).ShouldBeSameAs(one);
        System.Text.Encoding.UTF8.GetString(one.Labels).ShouldBe("route=\"/a\"");
    }

    [Fact]
    public void Label_values_are_escaped_and_cut_and_reserved_names_give_way()
    {
        var series = _sets.Find([new("a.b", "x\"y\\z\n"), new("le", "1"), new("empty", ""), new("long", new string('x', 500))]);
        System.Text.Encoding.UTF8.GetString(series.Labels)
            .ShouldBe($"a_b=\"x\\\"y\\\\z\\n\",label_le=\"1\",long=\"{new string('x', 200)}\"");
    }

    [Fact]
    public void Many_threads_adding_new_sets_lose_no_count()
    {
        var sets = new LabelSets<NumberSeries>(2000, labels => new NumberSeries(labels));
        Parallel.For(0, 8, _ =>
        {
            for (var i = 0; i < 20_000; i++) sets.Find([new("k", i % 500), new("fixed", "x")]).Add(1);
        });

        sets.All().Length.ShouldBe(500);
        sets.All().ShouldAllBe(s => s.Value == 8 * 40);
    }

    [Fact]
    public void A_known_label_set_is_found_without_allocating()
    {
        object status = 200;
        void Add() => _sets.Find([new("provider", "openai"), new("model", "m"), new("status", status)]).Add(1);
        Add();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) Add();
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }
}

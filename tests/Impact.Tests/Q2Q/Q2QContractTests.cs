using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using Shouldly;
using Steward.Impact.Q2Q;
using Xunit;

namespace Impact.Tests.Q2Q;

public sealed class Q2QContractTests
{
    private static readonly string[] Members =
    [
        "confidence_increase", "confidence_decrease", "belonging_increase", "belonging_decrease", "language_comfort",
        "employability_signals", "risk_cues", "topics", "evidence", "language",
    ];

    [Fact]
    public void Labels_have_the_promised_names_in_JSON()
    {
        var json = JsonSerializer.SerializeToNode(Labels.None with { Evidence = [Labels.Quote("isolation", 0)] })!.AsObject();

        json.Select(member => member.Key).ShouldBe(Members);
        json["evidence"]![0]!.AsObject().Select(member => member.Key)
            .ShouldBe(["snippet", "label_type", "reasoning", "position_start", "position_end"]);
    }

    [Fact]
    public void Labels_survive_a_round_trip()
    {
        var labels = Q2QEngine.Classify(new Q2QRequest("I feel lonely, but I passed the exam.", "en"));

        JsonSerializer.Serialize(JsonSerializer.Deserialize<Q2QLabels>(JsonSerializer.Serialize(labels))).ShouldBe(JsonSerializer.Serialize(labels));
    }

    [Fact]
    public void An_unknown_member_is_refused()
    {
        var json = JsonSerializer.SerializeToNode(Labels.None)!.AsObject();
        json["mood"] = "fine";

        Should.Throw<JsonException>(() => json.Deserialize<Q2QLabels>());
    }

    [Fact]
    public void A_missing_member_is_refused()
    {
        var json = JsonSerializer.SerializeToNode(Labels.None)!.AsObject();
        json.Remove("topics");

        Should.Throw<JsonException>(() => json.Deserialize<Q2QLabels>());
    }

    [Fact]
    public void The_exported_schema_requires_every_member_and_allows_no_other()
    {
        var schema = JsonSchemaExporter.GetJsonSchemaAsNode(JsonSerializerOptions.Default, typeof(Q2QLabels)).AsObject();

        schema["additionalProperties"]!.GetValue<bool>().ShouldBeFalse();
        schema["required"]!.AsArray().Select(name => name!.GetValue<string>()).ShouldBe(Members);
    }
}

using System.Text;
using System.Text.Json.Nodes;
using Steward.Gateway.Providers;

namespace Steward.Gateway.Telemetry;

/// <summary>The choices of a streamed answer put together again; their texts only where they are wanted.</summary>
internal sealed class StreamedChoices(bool texts)
{
    private readonly SortedDictionary<int, Choice> _choices = [];

    public void Add(JsonObject chunk)
    {
        foreach (var piece in (chunk["choices"] as JsonArray ?? []).OfType<JsonObject>())
        {
            var at = IndexOf(piece);
            if (!_choices.TryGetValue(at, out var choice)) _choices[at] = choice = new Choice();
            choice.Finish = JsonText.Of(piece["finish_reason"]) ?? choice.Finish;
            if (!texts || piece["delta"] is not JsonObject delta) continue;
            choice.Text.Append(JsonText.Of(delta["content"]));
            choice.Refusal += JsonText.Of(delta["refusal"]);
            foreach (var call in (delta["tool_calls"] as JsonArray ?? []).OfType<JsonObject>()) choice.Add(call);
        }
    }

    /// <summary>As they stand in an answer that was not streamed.</summary>
    public JsonArray Choices() => new([.. _choices.Select(c => c.Value.ToJson(c.Key))]);

    private static int IndexOf(JsonObject piece) => piece["index"] is JsonValue value && value.TryGetValue<int>(out var index) ? index : 0;

    private sealed class Choice
    {
        private readonly SortedDictionary<int, (string? Id, string? Name, StringBuilder Arguments)> _calls = [];

        public StringBuilder Text { get; } = new();

        public string? Finish { get; set; }

        public string? Refusal { get; set; }

        // The first piece of a call names it, the others go on with its arguments.
        public void Add(JsonObject piece)
        {
            var known = _calls.GetValueOrDefault(IndexOf(piece), (null, null, new StringBuilder()));
            var function = piece["function"] as JsonObject;
            known.Arguments.Append(JsonText.Of(function?["arguments"]));
            _calls[IndexOf(piece)] = (known.Id ?? JsonText.Of(piece["id"]), known.Name ?? JsonText.Of(function?["name"]), known.Arguments);
        }

        public JsonNode ToJson(int index)
        {
            var message = new JsonObject { ["role"] = "assistant", ["content"] = Text.Length == 0 && _calls.Count > 0 ? null : Text.ToString() };
            if (_calls.Count > 0)
                message["tool_calls"] = new JsonArray([.. _calls.Values.Select(c => new JsonObject
                {
                    ["id"] = c.Id, ["type"] = "function", ["function"] = new JsonObject { ["name"] = c.Name, ["arguments"] = c.Arguments.ToString() },
                })]);
            if (Refusal is { Length: > 0 }) message["refusal"] = Refusal;
            return new JsonObject { ["index"] = index, ["message"] = message, ["finish_reason"] = Finish };
        }
    }
}

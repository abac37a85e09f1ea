using System.Text.Json;

namespace Api;

/// <summary>Compares an answer with one that a guide prints: every printed member is there and of the same kind. Further members are allowed.</summary>
internal static class PrintedShape
{
    public static void ShouldLookLike(this JsonElement answer, string printed) => Compare(JsonElement.Parse(printed), answer, "");

    private static void Compare(JsonElement printed, JsonElement answer, string at)
    {
        Kind(answer).ShouldBe(Kind(printed), $"at '{at}'");
        switch (printed.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in printed.EnumerateObject())
                {
                    answer.TryGetProperty(member.Name, out var value).ShouldBeTrue($"'{at}/{member.Name}' is missing in {answer}");
                    Compare(member.Value, value, $"{at}/{member.Name}");
                }

                break;
            case JsonValueKind.Array when printed.GetArrayLength() > 0:
                answer.GetArrayLength().ShouldBeGreaterThan(0, $"at '{at}'");
                foreach (var item in answer.EnumerateArray()) Compare(printed[0], item, at + "/*");
                break;
        }
    }

    private static string Kind(JsonElement element) =>
        element.ValueKind is JsonValueKind.True or JsonValueKind.False ? "Boolean" : element.ValueKind.ToString();
}

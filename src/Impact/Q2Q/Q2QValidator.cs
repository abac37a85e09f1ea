namespace Steward.Impact.Q2Q;

/// <summary>Checks an answer, from whatever engine, against the text it claims to describe.</summary>
internal static class Q2QValidator
{
    private const int MostEvidence = 64;
    private const int LongestSnippet = 1_000;
    private const int LongestReasoning = 500;

    /// <summary>
    /// What is wrong with the labels, each as a JSON pointer and a sentence; empty if they hold. Positions are not complained about when
    /// the quote itself is found: <see cref="Repair"/> mends them. Messages never repeat the feedback.
    /// </summary>
    public static IReadOnlyList<string> Problems(Q2QRequest request, Q2QLabels labels)
    {
        var missing = Missing(labels).ToArray();
        return missing.Length > 0 ? missing : Present(request, labels);
    }

    private static IReadOnlyList<string> Present(Q2QRequest request, Q2QLabels labels) =>
    [
        .. Vocabulary("/employability_signals", labels.EmployabilitySignals, Q2QVocabulary.EmployabilitySignals),
        .. Vocabulary("/risk_cues", labels.RiskCues, Q2QVocabulary.RiskCues),
        .. Vocabulary("/topics", labels.Topics, Q2QVocabulary.Topics),
        .. Single("/language_comfort", labels.LanguageComfort, Q2QVocabulary.ComfortLevels),
        .. Single("/language", labels.Language, Q2QVocabulary.Languages),
        .. Evidence(request, labels),
        .. Unsupported(labels),
        .. Contradictions(labels),
    ];

    /// <summary>The same labels with every found quote set to its true position and spelling, and repeats removed.</summary>
    public static Q2QLabels Repair(Q2QRequest request, Q2QLabels labels) => labels with
    {
        EmployabilitySignals = [.. labels.EmployabilitySignals.Distinct(StringComparer.Ordinal)],
        RiskCues = [.. labels.RiskCues.Distinct(StringComparer.Ordinal)],
        Topics = [.. labels.Topics.Distinct(StringComparer.Ordinal)],
        Evidence = [.. labels.Evidence.Select(quote => Placed(request.Text, quote)).Distinct()],
    };

    private static EvidenceSnippet Placed(string text, EvidenceSnippet quote)
    {
        var start = Find(text, quote) is var found and >= 0 ? found : FindMasked(text, quote.Snippet);
        return start < 0
            ? quote
            : quote with
            {
                Snippet = text.Substring(start, quote.Snippet.Length),
                PositionStart = start,
                PositionEnd = start + quote.Snippet.Length,
            };
    }

    // The occurrence the positions point at, else the first one, else one that differs in letter case alone.
    private static int Find(string text, EvidenceSnippet quote)
    {
        var start = quote.PositionStart;
        if (start >= 0 && start <= text.Length && text.AsSpan(start).StartsWith(quote.Snippet, StringComparison.Ordinal))
        {
            return start;
        }

        var exact = text.IndexOf(quote.Snippet, StringComparison.Ordinal);
        return exact >= 0 ? exact : text.IndexOf(quote.Snippet, StringComparison.OrdinalIgnoreCase);
    }

    // A model saw asterisks in place of personal data, one for each character: around them the quote still tells its place.
    private static int FindMasked(string text, string snippet)
    {
        if (!snippet.Contains('*') || snippet.All(c => c == '*' || char.IsWhiteSpace(c))) return -1;
        for (var start = 0; start + snippet.Length <= text.Length; start++)
        {
            var at = 0;
            while (at < snippet.Length && (snippet[at] == '*' || snippet[at] == text[start + at])) at++;
            if (at == snippet.Length) return start;
        }

        return -1;
    }

    // JSON can hold null where the record promises a value.
    private static IEnumerable<string> Missing(Q2QLabels labels)
    {
        (string Pointer, object?[]? Values)[] lists =
        [
            ("/employability_signals", labels.EmployabilitySignals),
            ("/risk_cues", labels.RiskCues),
            ("/topics", labels.Topics),
            ("/evidence", labels.Evidence),
        ];
        return lists.Where(list => list.Values is null || list.Values.Contains(null)).Select(list => $"{list.Pointer}: is or holds null");
    }

    private static IEnumerable<string> Contradictions(Q2QLabels labels)
    {
        (bool Both, string Dimension)[] pairs =
        [
            (labels.ConfidenceIncrease && labels.ConfidenceDecrease, "confidence"),
            (labels.BelongingIncrease && labels.BelongingDecrease, "belonging"),
        ];
        return pairs
            .Where(pair => pair.Both && Quotes(labels, $"{pair.Dimension}_increase").SetEquals(Quotes(labels, $"{pair.Dimension}_decrease")))
            .Select(pair => $"/{pair.Dimension}_decrease: rests on the same quotes as {pair.Dimension}_increase");
    }

    private static HashSet<(string, int)> Quotes(Q2QLabels labels, string label) =>
        [.. labels.Evidence.Where(quote => quote.LabelType == label).Select(quote => (quote.Snippet, quote.PositionStart))];

    private static IEnumerable<string> Vocabulary(string pointer, string[] values, IReadOnlyList<string> allowed) =>
        values.Select((value, index) => (value, index))
            .Where(entry => !allowed.Contains(entry.value, StringComparer.Ordinal))
            .Take(10)
            .Select(entry => $"{pointer}/{entry.index}: is none of {string.Join(", ", allowed)}");

    private static IEnumerable<string> Single(string pointer, string? value, IReadOnlyList<string> allowed) =>
        value is null || allowed.Contains(value, StringComparer.Ordinal) ? [] : [$"{pointer}: is none of {string.Join(", ", allowed)}"];

    private static IEnumerable<string> Evidence(Q2QRequest request, Q2QLabels labels)
    {
        if (labels.Evidence.Length > MostEvidence)
        {
            return [$"/evidence: holds more than {MostEvidence} quotes"];
        }

        return labels.Evidence.SelectMany((quote, index) => Evidence(request.Text, labels, quote, $"/evidence/{index}"));
    }

    private static IEnumerable<string> Evidence(string text, Q2QLabels labels, EvidenceSnippet quote, string pointer)
    {
        if (string.IsNullOrWhiteSpace(quote.Snippet) || quote.Snippet.Length > LongestSnippet)
        {
            yield return $"{pointer}/snippet: must be 1 to {LongestSnippet} characters";
        }
        else if (Find(text, quote) < 0)
        {
            yield return $"{pointer}/snippet: does not occur in the text";
        }

        if (quote.Reasoning is null || quote.Reasoning.Length > LongestReasoning)
        {
            yield return $"{pointer}/reasoning: must be at most {LongestReasoning} characters";
        }

        if (!Q2QVocabulary.EvidenceLabels.Contains(quote.LabelType ?? ""))
        {
            yield return $"{pointer}/label_type: is not the name of a label";
        }
        else if (!Given(labels).Any(given => given.Label == quote.LabelType))
        {
            yield return $"{pointer}/label_type: supports {quote.LabelType}, which is not given";
        }
    }

    private static IEnumerable<string> Unsupported(Q2QLabels labels) =>
        Given(labels)
            .Where(given => Q2QVocabulary.EvidenceLabels.Contains(given.Label)
                && !Array.Exists(labels.Evidence, quote => quote.LabelType == given.Label))
            .Select(given => $"{given.Pointer}: {given.Label} has no quote in /evidence");

    private static IEnumerable<(string Pointer, string Label)> Given(Q2QLabels labels)
    {
        (bool Given, string Label)[] single =
        [
            (labels.ConfidenceIncrease, Q2QVocabulary.ConfidenceIncrease),
            (labels.ConfidenceDecrease, Q2QVocabulary.ConfidenceDecrease),
            (labels.BelongingIncrease, Q2QVocabulary.BelongingIncrease),
            (labels.BelongingDecrease, Q2QVocabulary.BelongingDecrease),
            (labels.LanguageComfort is not null, Q2QVocabulary.LanguageComfort),
        ];
        return single.Where(entry => entry.Given).Select(entry => ("/" + entry.Label, entry.Label))
            .Concat(labels.EmployabilitySignals.Select((signal, index) => ($"/employability_signals/{index}", signal)))
            .Concat(labels.RiskCues.Select((cue, index) => ($"/risk_cues/{index}", cue)));
    }
}

using System.Text.Json.Nodes;
using Steward.Pages.Documents;

namespace Steward.Pages.Import;

/// <summary>A page that came from elsewhere.</summary>
/// <param name="Path">Its address there.</param>
/// <param name="Document">A document of the current version; pictures and their words may be left for the author to settle.</param>
/// <param name="Findings">What was cut, changed or left out; pointers lead into what was imported.</param>
internal sealed record ImportedPage(string Path, JsonObject Document, IReadOnlyList<Finding> Findings);

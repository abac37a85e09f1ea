using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Steward.Pages.Documents;
using Steward.Pages.Publishing;
using Steward.Platform.Data;
using Steward.Platform.Errors;
using Steward.Platform.Http;
using Steward.Platform.Idempotency;
using Steward.Platform.Tenancy;

namespace Steward.Pages.Import;

/// <summary>Pages to import.</summary>
/// <param name="Puck">Data of the Puck editor: one page, or several by their paths.</param>
internal sealed record ImportRequest(JsonObject? Puck);

/// <summary>A page that was imported as a draft.</summary>
/// <param name="Path">Its address where it came from.</param>
/// <param name="Page">The draft.</param>
/// <param name="Findings">What was cut, changed or left out; pointers lead into what was imported.</param>
internal sealed record ImportedDraft(string Path, PageView Page, IReadOnlyList<Finding> Findings);

/// <summary>All pages of an import: all are there, or none.</summary>
internal sealed record ImportResponse(bool Success, IReadOnlyList<ImportedDraft> Pages);

internal static class ImportApi
{
    public static void MapPageImport(this IEndpointRouteBuilder routes) => routes.MapPost("/v1/pages/import", ImportAsync).On(Service.Pages).WithTags("Pages")
        .Require("pages.edit").WithSummary("Add pages that were built with the Puck editor, as drafts").Idempotent();

    private static async Task<Ok<ImportResponse>> ImportAsync(ImportRequest body, PageBook book, AppDb db, HttpContext http, CancellationToken ct)
    {
        var puck = body.Puck ?? throw Problem.Invalid("/puck", "required", "Puck's data is required: one page with content and root, or pages by their paths.").AsException();
        var (tenant, by) = (http.Caller().Company(), http.Caller().Id);
        var drafts = await db.InTransactionAsync(async () =>
        {
            var added = new List<ImportedDraft>();
            foreach (var page in PuckImport.Read(puck))
                added.Add(new ImportedDraft(page.Path, PageView.Of(await book.AddAsync(tenant, new NewVersion(page.Document, "imported", by), anySlug: true, ct)), page.Findings));
            return added;
        }, ct);
        return TypedResults.Ok(new ImportResponse(true, drafts));
    }
}

// The controller, what it stores, and the hub.
using System;
using System.Collections.Generic;
using System.ComponentModel.DataAnnotations;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.SignalR;

public record Item(int Id, [Required, StringLength(12)] string Name, double Price);

public interface IStock
{
    List<Item> All { get; }
}

public sealed class Stock : IStock
{
    public List<Item> All { get; } = Enumerable.Range(1, 5).Select(i => new Item(i, "item" + i, i * 1.5)).ToList();
}

public sealed class StampAttribute : ActionFilterAttribute
{
    public override void OnActionExecuted(ActionExecutedContext context) =>
        context.HttpContext.Response.Headers["X-Stamp"] = "stamped";
}

[ApiController, Route("api/[controller]"), Stamp]
public sealed class OrdersController : ControllerBase
{
    readonly IStock stock;

    public OrdersController(IStock stock) => this.stock = stock;

    [HttpGet]
    public IEnumerable<Item> Get([FromQuery] int least = 0) => stock.All.Where(item => item.Id >= least);

    [HttpGet("{id:int}")]
    public ActionResult<Item> One(int id) => stock.All.Find(item => item.Id == id) is { } found ? found : NotFound();

    [HttpPost]
    public ActionResult<Item> Post(Item item)
    {
        if (item.Price < 0) return BadRequest("negative price");
        stock.All.Add(item);
        return CreatedAtAction(nameof(One), new { id = item.Id }, item);
    }

    [HttpDelete("{id}")]
    public async Task<IActionResult> Delete(int id)
    {
        await Task.Yield();
        return stock.All.RemoveAll(item => item.Id == id) > 0 ? NoContent() : Problem("no such item", statusCode: 410);
    }
}

public sealed class EchoHub : Hub
{
    public string Echo(string text) => text + "!";

    public async IAsyncEnumerable<int> Count(int to)
    {
        for (int i = 0; i < to; i++)
        {
            await Task.Yield();
            yield return i;
        }
    }
}

<?php

// What a program does with the client in PHP.

declare(strict_types=1);

use Odoo\RestApi\ApiError;
use Odoo\RestApi\Client;
use Odoo\RestApi\SaleOrderLine;
use Odoo\RestApi\Unreachable;

require 'client.php';

[$url, $key, $flakyUrl] = array_map('getenv', ['URL', 'KEY', 'FLAKY_URL']);
$client = new Client($key, $url);
$name = 'PHP client';

function same(mixed $found, mixed $wanted): void
{
    if ($found !== $wanted) {
        throw new Exception(json_encode($found) . ' is not ' . json_encode($wanted));
    }
}

function failed(string $kind, callable $try): Throwable
{
    try {
        $try();
    } catch (Throwable $error) {
        same(get_class($error), $kind);
        return $error;
    }
    throw new Exception('it is an error');
}

/** @return list<mixed> */
function each(string $property, iterable $records): array
{
    $found = [];
    foreach ($records as $record) {
        $found[] = $record->$property;
    }
    return $found;
}

// many, listed page by page
$made = $client->res_partner->createMany(array_map(
    fn (int $number) => ['name' => "$name $number", 'ref' => "php-$number"],
    range(0, 4)
));
$ours = [['ref', '=like', 'php-%']];
same(each('id', $client->res_partner->all($ours, pageSize: 2)), each('id', $made));
$byName = $client->res_partner->all($ours, 'name', 'name desc', 2);
same(each('name', $byName), array_map(fn (int $n) => "$name $n", [4, 3, 2, 1, 0]));
$page = $client->res_partner->page($ours, ['name', 'ref'], limit: 2, offset: 4);
same([count($page->results), $page->total, $page->offset], [1, 5, 4]);
$many = [['id', 'in', [...each('id', $made), ...range(-2000, -1)]]];
same($client->res_partner->page($many, 'id')->total, 5);
same($client->res_partner->count($ours), 5);

// one: read, changed, told apart
$first = $made[0]->id;
$partner = $client->res_partner->update(
    $first,
    ['city' => 'Ghent', 'country_id' => ['code' => 'BE']],
    'city,country_id,child_ids'
);
same([$partner->city, $partner->country_id->name, $partner->child_ids], ['Ghent', 'Belgium', []]);
failed(Error::class, fn () => $partner->email);
failed(OutOfBoundsException::class, fn () => $partner['email']);
same($client->res_partner->read($first, 'country_id(code)')->country_id['code'], 'BE');
same($client->res_partner->read($first)->ref, 'php-0');
$changed = $client->res_partner->updateMany([$made[1]->id => ['city' => 'Aalst']], 'city');
same(each('city', $changed), ['Aalst']);

// what there is, and what there is not
$upserted = $client->res_partner->upsert(
    [['ref' => 'php-1', 'name' => "$name one"], ['ref' => 'php-5', 'name' => "$name 5"]],
    'ref',
    'name'
);
same(each('created', $upserted), [false, true]);
same($upserted[0]->record->name, "$name one");
[$named] = $client->res_partner->upsert([['xmlid' => 'php.one', 'name' => $name]], 'xmlid');
same($named->created, true);

// lines, methods
$product = $client->product_product->create(['name' => "$name product"]);
$order = $client->sale_order->create(
    [
        'partner_id' => $first,
        'order_line' => [['product_id' => $product->id, 'price_unit' => 12.5]],
    ],
    'state,order_line(price_unit)'
);
[$line] = $order->order_line;
same([get_class($line), $line->price_unit, $order->state], [SaleOrderLine::class, 12.5, 'draft']);
same($client->sale_order->call('action_confirm', [$order->id]), true);
$order = $client->sale_order->read($order->id, ['state', 'order_line']);
same([$order->state, $order->order_line[0]->id], ['sale', $line->id]);
same($client->res_partner->call('search_count', [], ['domain' => $ours]), 6);

// files
$pixel = hex2bin(
    '89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de'
    . '0000000c4944415408d763f8cfc0000003010100c9fe92ef0000000049454e44ae426082'
);
$stored = $client->res_partner->upload($first, 'image_1920', $pixel, 'pixel.png');
same($stored->mimetype, 'image/png');
same(substr($client->res_partner->download($first, 'image_1920'), 1, 3), 'PNG');
$client->res_partner->removeFile($first, 'image_1920');
$attached = $client->res_partner->attach($first, 'ünï code.txt', 'An offer.');
same(each('name', $client->res_partner->attachments($first)), ['ünï code.txt']);
same($client->ir_attachment->download($attached->id, 'raw'), 'An offer.');
$printed = $client->sale_order->print('sale.report_saleorder', [$order->id], 'html');
same(str_contains($printed, '<html'), true);

// many in one
$results = $client->batch([
    ['id' => 'p', 'method' => 'POST', 'path' => 'res.partner?fields=id', 'body' => ['name' => $name]],
    ['id' => 'r', 'method' => 'GET', 'path' => 'res.partner/@{p.id}?fields=name'],
]);
same($results[1]['body']['name'], $name);

// mistakes
$error = failed(ApiError::class, fn () => $client->sale_order->create(
    ['partner_id' => ['id' => -1], 'order_line' => [['product_id' => ['id' => -1]]]]
));
same([$error->status, $error->errorCode], [422, 'invalid_values']);
$pointers = array_keys($error->mistakes());
same(array_diff(['/partner_id', '/order_line/0/product_id'], $pointers), []);
same(str_contains($error->getMessage(), '/order_line/0/product_id: '), true);
same($error->requestId !== '', true);
$missing = failed(ApiError::class, fn () => $client->batch(
    [['id' => 'x', 'method' => 'GET', 'path' => 'res.partner/2000000000']]
));
same([$missing->status, $missing->errorCode], [404, 'missing_record']);
$wrong = new Client('wrong', $url);
same(failed(ApiError::class, fn () => $wrong->res_partner->count())->status, 401);
$nowhere = new Client($key, 'http://127.0.0.1:1', attempts: 1);
$error = failed(Unreachable::class, fn () => $nowhere->res_partner->count());
same(str_contains($error->getMessage(), '127.0.0.1:1'), true);

// again where that is safe
$flaky = new Client($key, $flakyUrl);
$once = $flaky->res_partner->create(['name' => "$name once", 'ref' => 'php-once']);
same($flaky->res_partner->read($once->id, 'ref')->ref, 'php-once');
same($client->res_partner->count([['ref', '=', 'php-once']]), 1);
$impatient = new Client($key, $flakyUrl, attempts: 2);
same(failed(ApiError::class, fn () => $impatient->res_partner->count())->status, 503);

$client->res_partner->delete($once->id, $made[4]->id);
same($client->res_partner->count([['ref', 'in', ['php-once', 'php-4']]]), 0);
echo "done\n";
